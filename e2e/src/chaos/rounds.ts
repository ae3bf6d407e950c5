// Decides what happens in a round; the seed of a round decides all of it.
import { FAULTS, type Fault, MOMENTS, type Moment } from './faults';
import { type Lane, MODES, type Mode } from './modes';
import { randomOf } from './random';

/** Boxes of the campaign's product. */
export const BOXES = ['alpha', 'beta'] as const;
type BoxName = (typeof BOXES)[number];

export interface Round {
  readonly seed: number;
  readonly fault: Fault;
  readonly moment: Moment;
  /** Time between the moment and the fault, in ms. */
  readonly delayMs: number;
  readonly mode: Mode;
  /** The box whose moment it is, and whose processes are hit. */
  readonly box: BoxName;
  /** Without a template, so that real guests boot from their image and make one. */
  readonly cold: boolean;
}

export interface Choice {
  lane: Lane;
  /** `kind/moment`; either may be left out. */
  only?: string;
}

/** Starting up takes longer than any phase but the run. */
const LONGEST_DELAY_MS: Partial<Record<Moment, number>> = { start: 1500, run: 800 };
const SHORT_DELAY_MS = 120;
/** A boot from an image costs as much as ten clones; one in so many rounds has one. */
const COLD_ONE_IN = 8;

/** Raises when no fault is like that. */
export function planRound(seed: number, { lane, only = '' }: Choice): Round {
  const [kind = '', when = ''] = only.split('/');
  const random = randomOf(seed);
  const faults = FAULTS.filter(
    (fault) => (kind === '' || fault.kind === kind) && momentsOf(fault, when).length > 0,
  );
  if (faults.length === 0) throw new Error(`No fault is like '${only}'. Name them with --list.`);
  const fault = random.pick(faults);
  const moment = random.pick(momentsOf(fault, when));
  const mode = random.pick(
    MODES.filter(
      (one) => one.lane === lane && (fault.needsTerminal !== true || one.terminal !== 'pipes'),
    ),
  );
  const longest = LONGEST_DELAY_MS[moment] ?? SHORT_DELAY_MS;
  const delayMs = moment !== 'start' && random.below(2) === 0 ? 0 : random.below(longest);
  const box = random.pick(BOXES);
  return { seed, fault, moment, mode, delayMs, box, cold: random.below(COLD_ONE_IN) === 0 };
}

const momentsOf = ({ from }: Fault, when: string): Moment[] =>
  MOMENTS.slice(MOMENTS.indexOf(from)).filter((moment) => when === '' || moment === when);
