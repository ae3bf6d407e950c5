import type { Life, Whereabouts } from '../process';
import type { Lease } from './lease';

/** `gone`: nobody will end it any more, so it is to be ended. `elsewhere`: seen from here nobody can tell. */
export type LeaseState = 'alive' | 'gone' | 'elsewhere';

export interface Judgement {
  state: LeaseState;
  /** A sentence. */
  why: string;
  /** Its keeper is about to end it; how long that should be waited for, in ms. */
  patienceMs?: number;
}

/** What an owner that has lost its keeper may take to end by itself. */
const LATE_MS = 30_000;
/** Time for a keeper to end a machine whose owner has just died. */
const PATIENCE_MS = 15_000;
/** Machines of other hosts have ended by then; only their files can be left. */
const ELSEWHERE_MS = 24 * 3_600_000;

/** What is to be thought of a lease; starts and ends nothing. The first line that holds decides. */
export function judge(
  lease: Lease,
  whereabouts: (life: Life) => Whereabouts,
  now: number,
): Judgement {
  const { owner, keeper, machine } = lease;
  const of = (life: Life | null) => (life === null ? 'gone' : whereabouts(life));
  const [ownerIs, keeperIs, machineIs] = [of(owner), of(keeper), of(machine)];
  // A deadline that cannot be read is one that has passed.
  const lateMs = now - (Date.parse(lease.deadline) || 0);
  const lines: readonly (readonly [holds: boolean, judgement: Judgement])[] = [
    [
      [ownerIs, keeperIs, machineIs].includes('elsewhere'),
      lateMs > ELSEWHERE_MS
        ? { state: 'gone', why: 'It is of another host, and its deadline was more than a day ago.' }
        : {
            state: 'elsewhere',
            why: 'It is of another host or a container, where it can be seen.',
          },
    ],
    // A keeper that lives sees to the deadline itself, by a clock that this one knows nothing of.
    [
      ownerIs === 'alive' && (keeperIs === 'alive' || lateMs <= LATE_MS),
      { state: 'alive', why: `Process ${owner?.pid} runs it.` },
    ],
    [
      owner === null && keeperIs === 'alive',
      { state: 'alive', why: `It was left running, to process ${keeper?.pid}.` },
    ],
    [
      keeperIs === 'alive',
      { state: 'gone', why: 'Its owner has just ended.', patienceMs: PATIENCE_MS },
    ],
    [
      ownerIs === 'alive',
      { state: 'gone', why: 'Its deadline has passed, and its keeper is gone.' },
    ],
    [owner === null, { state: 'gone', why: 'It was left running, and its keeper is gone.' }],
  ];
  const line = lines.find(([holds]) => holds);
  return line?.[1] ?? { state: 'gone', why: 'Its owner and its keeper are gone.' };
}
