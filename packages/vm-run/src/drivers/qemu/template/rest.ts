// A guest that was frozen in the middle of something goes on with it in every clone, when it is wanted for other things: at
// the time it is frozen, it closes the login that started its agent, and often it still starts services.
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortChannel } from '../../../channels';

/** Between two looks, in ms. */
const PAUSE_MS = 200;

/** So many looks in a row find a guest at rest. */
const RESTFUL_LOOKS = 3;

/** A guest that always has something to do is not waited for without end. */
const MOST_LOOKS = 75;

/** At most this part of the time of one processor between two looks, which cost something themselves. */
const RESTFUL_SHARE = 0.15;

/** Waits until a guest has nothing to do, or does not stop doing something. Raises an Error when it does not answer. */
export async function comeToRest(
  ports: Pick<PortChannel, 'rootShell'>,
  cpus: number,
): Promise<void> {
  let before = await times(ports);
  let restful = 0;
  for (let look = 0; look < MOST_LOOKS && restful < RESTFUL_LOOKS; look += 1) {
    await sleep(PAUSE_MS);
    const now = await times(ports);
    const [busy, idle] = [now.busy - before.busy, now.idle - before.idle];
    restful = busy * cpus <= RESTFUL_SHARE * (busy + idle) ? restful + 1 : 0;
    before = now;
  }
}

/** What all processors of a guest have spent their time with, in ticks; proc_stat(5). */
async function times(
  ports: Pick<PortChannel, 'rootShell'>,
): Promise<{ busy: number; idle: number }> {
  const { stdout, exitCode, stderr } = await ports.rootShell(
    'read -r line </proc/stat && echo "$line"',
  );
  if (exitCode !== 0) throw new Error(`it does not say what it does: ${stderr}`);
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    stdout.split(/\s+/).slice(1).map(Number);
  return { busy: user + nice + system + irq + softirq + steal + iowait, idle };
}
