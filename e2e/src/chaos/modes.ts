import { RUN_BOXES } from '../workspace/dummy-workspace';

export type Lane = 'nx' | 'executor';
type Terminal = 'pipes' | 'pty' | 'tui';

/** A way in which a run is started. */
export interface Mode {
  readonly name: string;
  readonly lane: Lane;
  readonly terminal: Terminal;
  readonly daemon: boolean;
  /** Runs the box that is hit and no other. */
  readonly alone: boolean;
  /** Words of nx; in the executor lane, boxes. */
  readonly words: (box: string) => readonly string[];
}

const COMMANDS = [
  {
    name: 'run',
    alone: true,
    words: (box: string) => ['run', `${box}:vm-run`, '--exclude-task-dependencies'],
  },
  { name: 'run-many', alone: false, words: () => [...RUN_BOXES, '--parallel=2'] },
  {
    name: 'validate',
    alone: false,
    words: () => ['run', 'compass:validate', '--build=false', '--jobs=2'],
  },
] as const;

const TERMINALS: readonly Terminal[] = ['pipes', 'pty', 'tui'];

/** Each command of nx on each kind of terminal, with and without the daemon; and an executor without nx. */
export const MODES: readonly Mode[] = [
  ...COMMANDS.flatMap(({ name, ...command }) =>
    TERMINALS.flatMap((terminal) =>
      [false, true].map((daemon) => ({
        ...command,
        name: `${name} ${terminal}${daemon ? ' daemon' : ''}`,
        lane: 'nx' as const,
        terminal,
        daemon,
      })),
    ),
  ),
  ...(['pipes', 'pty'] as const).map((terminal) => ({
    name: `executor ${terminal}`,
    lane: 'executor' as const,
    terminal,
    daemon: false,
    alone: true,
    words: (box: string) => [box],
  })),
];
