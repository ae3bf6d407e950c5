import { readFileSync } from 'node:fs';
import { UserError } from '@flightline/core/errors';
import type { Channel, GuestResult } from '../../channels';
import type { Preparation } from '../../drivers';
import { makeFolders } from './guest';
import type { BoxPlan } from './plan';

/** Last lines of the script that its error shows. */
const SHOWN_LINES = 15;

/**
 * What the machines of a box go through: the script of the option `prepare`, then the folders for the runner are made.
 * `timeout` in ms, of each of the two. Raises PREPARE_FAILED, CHANNEL_FAILED and DISK_FULL.
 */
export function preparationOf({ box, prepare }: BoxPlan, timeout: number): Preparation {
  const folders = makeFolders(box.options, timeout);
  if (prepare === undefined) return folders;
  const { prepare: name } = box.options;
  const run = async (channel: Channel, signal: AbortSignal) => {
    const result = await channel.exec(['sh', '-c', SCRIPT], {
      ...{ asRoot: true, signal, timeout, env: { FLIGHTLINE_BOX: box.name } },
      stdin: readFileSync(prepare.path),
    });
    signal.throwIfAborted();
    if (result.ending !== 'exited' || result.exitCode !== 0)
      throw prepareFailed(box.name, name, result);
    await folders.run(channel, signal);
  };
  return { digest: `${prepare.digest} ${folders.digest}`, run };
}

/** A file and no input of a shell: the script may start with any `#!`, and read its own input. */
const SCRIPT = `
script=$(mktemp) && cat >"$script" && chmod 700 "$script" || exit
"$script" </dev/null
status=$?
rm -f "$script"
exit $status`;

function prepareFailed(
  box: string,
  name: string,
  { ending, exitCode, stdout, stderr }: GuestResult,
): UserError {
  const how = ending === 'exited' ? `ended with exit code ${exitCode}` : `did not end: ${ending}`;
  const lines = [...stdout.split('\n'), ...stderr.split('\n')].filter((line) => line !== '');
  return new UserError(
    'PREPARE_FAILED',
    `'${name}' ${how} in '${box}'.`,
    `Mend the script; its time limit is the option 'timeouts.prepare'.`,
    { problems: lines.slice(-SHOWN_LINES).map((message) => ({ message })) },
  );
}
