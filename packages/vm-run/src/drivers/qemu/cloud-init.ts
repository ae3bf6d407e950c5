// Machines whose images are not ours learn from cloud-init who they are.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@flightline/core/errors';
import type { Channel } from '../../channels';
import { nocloudSeed } from '../../images/seed';
import type { MachineSpec } from '../driver';
import { FILES, MAC } from './plan';

/** Writes the seed of a machine that needs one into its runtime folder, which is private. */
export function writeSeed({ image, hostname, user }: MachineSpec, runtime: string): void {
  if (image.seed === undefined) return;
  const read = (name: string) => readFileSync(join(runtime, name), 'utf8');
  const seed = nocloudSeed({
    ...{ hostname, user, mac: MAC },
    authorizedKey: read(`${FILES.userKey}.pub`).trim(),
    hostKey: { private: read(FILES.hostKey), public: read(`${FILES.hostKey}.pub`).trim() },
  });
  writeFileSync(join(runtime, FILES.seed), seed, { mode: 0o600 });
}

const WAIT = 'command -v cloud-init >/dev/null || exit 0; cloud-init status --wait --long 2>&1';
/** 2: it ended, with complaints that it could live with; cloud-init 23.4 and later. */
const CONTENT = [0, 2];

/**
 * Waits until cloud-init has finished: before that, packages, users and the disk's size may still change. Raises
 * BOOT_BROKEN when it failed.
 */
export async function awaitCloudInit(
  { box, image, consoleLog }: MachineSpec,
  channel: Pick<Channel, 'exec'>,
  signal: AbortSignal,
): Promise<void> {
  if (image.seed === undefined) return;
  const { ending, exitCode, stdout } = await channel.exec({ script: WAIT, words: [] }, { signal });
  signal.throwIfAborted();
  if (ending === 'exited' && CONTENT.includes(exitCode ?? 1)) return;
  const lines = stdout.split('\n').filter((line) => /\w/.test(line));
  throw new UserError(
    'BOOT_BROKEN',
    `cloud-init failed in '${box}', so that the machine may be half made.`,
    `Read '${consoleLog}', and /var/log/cloud-init.log in the guest: nx run ${box}:vm-up`,
    { problems: lines.map((message) => ({ message })) },
  );
}
