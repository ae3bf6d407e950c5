// What is done to a run, as data. New fault: one line here.

/** `foreground`: what Ctrl-C reaches; `session`: nx and all that did not leave its session; `terminal`: what holds the pty. */
export type Target =
  'nx' | 'foreground' | 'session' | 'terminal' | 'executor' | 'keeper' | 'machine';

/** When it is done: as soon as nx is there, a lease is there, or a phase of the box has begun. */
export const MOMENTS = [
  'start',
  'lease',
  'host',
  'image',
  'machine',
  'push',
  'run',
  'collect',
  'destroy',
] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Fault {
  readonly kind: string;
  readonly blows: readonly (readonly [target: Target, signal: NodeJS.Signals])[];
  /** The first moment at which there is something to hit. */
  readonly from: Moment;
  /** The run cannot go on or is not to, and its keepers are well: its machines have to go at once. */
  readonly interrupts?: true;
  readonly needsTerminal?: true;
}

export const FAULTS: readonly Fault[] = [
  { kind: 'nx-kill', blows: [['nx', 'SIGKILL']], from: 'start', interrupts: true },
  { kind: 'nx-term', blows: [['nx', 'SIGTERM']], from: 'start', interrupts: true },
  { kind: 'nx-int', blows: [['nx', 'SIGINT']], from: 'start', interrupts: true },
  { kind: 'nx-hup', blows: [['nx', 'SIGHUP']], from: 'start', interrupts: true },
  { kind: 'ctrl-c', blows: [['foreground', 'SIGINT']], from: 'start', interrupts: true },
  {
    kind: 'hang-up',
    blows: [['terminal', 'SIGKILL']],
    from: 'start',
    interrupts: true,
    needsTerminal: true,
  },
  { kind: 'session-kill', blows: [['session', 'SIGKILL']], from: 'start', interrupts: true },
  { kind: 'executor-kill', blows: [['executor', 'SIGKILL']], from: 'lease', interrupts: true },
  { kind: 'executor-term', blows: [['executor', 'SIGTERM']], from: 'lease', interrupts: true },
  { kind: 'keeper-kill', blows: [['keeper', 'SIGKILL']], from: 'lease' },
  { kind: 'keeper-term', blows: [['keeper', 'SIGTERM']], from: 'lease' },
  { kind: 'keeper-stop', blows: [['keeper', 'SIGSTOP']], from: 'lease' },
  { kind: 'machine-kill', blows: [['machine', 'SIGKILL']], from: 'machine' },
  {
    kind: 'nx-and-keeper-kill',
    blows: [
      ['nx', 'SIGKILL'],
      ['keeper', 'SIGKILL'],
    ],
    from: 'lease',
  },
  {
    kind: 'executor-and-keeper-kill',
    blows: [
      ['executor', 'SIGKILL'],
      ['keeper', 'SIGKILL'],
    ],
    from: 'lease',
  },
  {
    kind: 'hung-keeper-executor-kill',
    blows: [
      ['keeper', 'SIGSTOP'],
      ['executor', 'SIGKILL'],
    ],
    from: 'lease',
  },
  {
    kind: 'all-kill',
    blows: [
      ['session', 'SIGKILL'],
      ['nx', 'SIGKILL'],
      ['executor', 'SIGKILL'],
      ['keeper', 'SIGKILL'],
      ['machine', 'SIGKILL'],
    ],
    from: 'start',
  },
];

/** What one blow aims at is of one box; the others have nothing to do with it. */
export const isOfOneBox = ({ blows }: Fault): boolean =>
  blows.every(([target]) => ['executor', 'keeper', 'machine'].includes(target));
