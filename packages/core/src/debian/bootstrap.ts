import { existsSync } from 'node:fs';
import { EnvironmentError } from '../errors';
import { type Runner, describeEnding, succeeded } from '../process';
import { bootstrapFailed } from './failures';
import { type BootstrapPlan, KEYRING } from './plan';
import { type BootstrapProgress, progressReader } from './progress';

export interface BootstrapContext {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (progress: BootstrapProgress) => void;
}

/** Files newer than this are dated back to it, so that two archives of the same packages are the same. */
const SOURCE_DATE_EPOCH = '1700000000';

/**
 * Makes the root file system. Raises TOOL_MISSING, SUITE_UNKNOWN, PACKAGE_UNKNOWN, MIRROR_UNREACHABLE,
 * DISK_FULL or TOOL_FAILED, and the signal's reason when it was aborted; the target may then exist in part.
 */
export async function bootstrap(plan: BootstrapPlan, context: BootstrapContext): Promise<void> {
  const { runner, signal, env, onProgress } = context;
  if (!existsSync(KEYRING)) throw missing('debian-archive-keyring', `The keyring '${KEYRING}'`);
  const read = progressReader(onProgress);
  const complaints: string[] = [];
  const result = await runner.run(plan.argv, {
    signal,
    env: { SOURCE_DATE_EPOCH: env['SOURCE_DATE_EPOCH'] ?? SOURCE_DATE_EPOCH, LC_ALL: 'C.UTF-8' },
    onLine: (line) => {
      read(line);
      if (COMPLAINT.test(line)) complaints.push(line);
    },
  });
  if (succeeded(result)) return;
  signal.throwIfAborted();
  if (result.ending === 'missing') throw missing('mmdebstrap', "'mmdebstrap'");
  throw bootstrapFailed(plan, complaints.join('\n'), describeEnding(result));
}

const COMPLAINT = /^(?:E|W|Err):|No space left|Disk quota|^(?:newuidmap|newgidmap|unshare): /;

function missing(name: string, what: string): EnvironmentError {
  return new EnvironmentError(
    'TOOL_MISSING',
    `${what} is not there, and systems made from Debian packages need it.`,
    `Install it with: sudo apt-get install ${name}`,
  );
}
