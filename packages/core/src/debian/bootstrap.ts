import { adminPath } from '../host';
import { EnvironmentError } from '../errors';
import { type Argv, type Runner, describeEnding, succeeded } from '../process';
import { bootstrapFailed } from './failures';
import type { BootstrapPlan, RootMode } from './plan';
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
  const argv = await isolated(plan, context);
  signal.throwIfAborted();
  const read = progressReader(onProgress);
  const complaints: string[] = [];
  const result = await runner.run(argv, {
    signal,
    env: {
      PATH: adminPath(env),
      SOURCE_DATE_EPOCH: env['SOURCE_DATE_EPOCH'] ?? SOURCE_DATE_EPOCH,
      LC_ALL: 'C.UTF-8',
    },
    onLine: (line) => {
      read(line);
      if (COMPLAINT.test(line)) complaints.push(line);
    },
  });
  if (succeeded(result)) return;
  signal.throwIfAborted();
  if (result.ending === 'missing' || result.exitCode === NOT_FOUND) throw missing();
  throw bootstrapFailed(plan, complaints.join('\n'), describeEnding(result));
}

const COMPLAINT = /^(?:E|W|Err):|No space left|Disk quota|^(?:newuidmap|newgidmap|unshare): /;

/** How setpriv and unshare end when there is no such command. */
const NOT_FOUND = 127;

/** util-linux: what follows is killed when we are. */
const LIFE_LINE = ['setpriv', '--pdeathsig', 'KILL'] as const;

/**
 * Words in front of mmdebstrap. As root it mounts /proc, /sys and devices of the host inside the new system. In
 * namespaces of its own these go with it however it ends, so that nobody ever deletes through such a mount.
 */
const ISOLATION: Readonly<Record<RootMode, Argv>> = {
  root: [
    ...LIFE_LINE,
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
  ],
  unshare: LIFE_LINE,
};

/** The command of the plan, isolated where the host can do that; a root inside a container mostly cannot. */
async function isolated(
  { argv, mode }: BootstrapPlan,
  { runner, signal }: Pick<BootstrapContext, 'runner' | 'signal'>,
): Promise<Argv> {
  const words = ISOLATION[mode];
  const tried = await runner.run([...words, 'true'], { signal, timeout: 5000 });
  return succeeded(tried) ? [...words, ...argv] : argv;
}

function missing(): EnvironmentError {
  return new EnvironmentError(
    'TOOL_MISSING',
    "'mmdebstrap' is not installed or not on PATH, and systems are made from Debian packages with it.",
    'Install it with: sudo apt-get install mmdebstrap',
  );
}
