// Starts a run as a round wants it, and finds its processes.
import { join } from 'node:path';
import {
  type Argv,
  type Life,
  type ProcessHandle,
  Tail,
  lifeOf,
  whereabouts,
} from '@flightline/core/process';
import { soon } from './soon';
import type { Mode } from './modes';
import { processesOf } from './processes';
import type { Stage } from './stage';

export interface Run {
  readonly mode: Mode;
  /** The process we started: nx, or what holds its pty. */
  readonly handle: ProcessHandle;
  /** nx itself; in the executor lane the executor. */
  readonly nx: Life;
  readonly isOver: () => boolean;
  readonly output: () => string;
}

const TERMINAL_ENV = {
  pipes: {},
  pty: { NX_TUI: 'false', TERM: 'xterm' },
  tui: { NX_TUI: 'true', TERM: 'xterm-256color' },
} as const;

export async function startRun(stage: Stage, mode: Mode, box: string): Promise<Run> {
  const { workspace } = stage;
  const argv = argvOf(stage, mode, mode.words(box));
  const handle = workspace.runner.start(mode.terminal === 'pipes' ? argv : onPty(argv), {
    cwd: workspace.root,
    env: { ...stage.env, ...TERMINAL_ENV[mode.terminal], NX_DAEMON: String(mode.daemon) },
  });
  const said = new Tail(64 * 1024);
  for (const stream of [handle.stdout, handle.stderr])
    stream?.on('data', (chunk: Buffer) => said.push(chunk));
  let left = false;
  void handle.exited.then(() => (left = true));
  const nx = await soon(5000, () => lifeOf(findNx(stage, mode, handle.pid ?? 0)) ?? undefined);
  if (nx === undefined) throw new Error(`nx did not start: ${said.toString()}`);
  const isOver = () => left && whereabouts(nx) !== 'alive';
  return { mode, handle, nx, isOver, output: () => said.toString() };
}

/** The words of a call; the boxes of the executor lane are words, too. */
export function argvOf(stage: Stage, { lane }: Pick<Mode, 'lane'>, words: readonly string[]): Argv {
  const { root } = stage.workspace;
  return lane === 'nx'
    ? [process.execPath, join(root, 'node_modules/nx/dist/bin/nx.js'), ...words]
    : [process.execPath, join(__dirname, 'executor.cjs'), root, stage.graph, ...words];
}

/** script(1) takes a line of shell, in which no word here needs quotes; a pty without a size would be none. */
const onPty = (argv: Argv): Argv => [
  'script',
  '-qec',
  `stty cols 120 rows 40; exec ${argv.join(' ')}`,
  '/dev/null',
];

/** With a pty nx is the child of script(1), once its shell has become nx. */
function findNx({ mark }: Stage, { terminal }: Mode, started: number): number {
  if (terminal === 'pipes') return started;
  const child = processesOf(mark, []).find(
    ({ parent, line }) => parent === started && line.startsWith(process.execPath),
  );
  return child?.pid ?? 0;
}
