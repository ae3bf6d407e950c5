// `round`, `floor` and `ceil`: to how many digits, and what becomes of what lies exactly between two.
import type { Call } from '../evaluate/call';
import { pairsOf, toText } from '../show';
import { Dict, Float, type Value } from '../values';

type Numeric = number | Float;
type Round = (value: number) => number;

const halfUp: Round = (value) => Math.sign(value) * Math.round(Math.abs(value));
const halfDown: Round = (value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5);
const halfEven: Round = (value) => {
  const up = halfUp(value);
  return Math.abs(value % 1) === 0.5 && up % 2 !== 0 ? halfDown(value) : up;
};

const HALVES: Readonly<Record<string, Round | undefined>> = {
  '': halfUp,
  up: halfUp,
  down: halfDown,
  even: halfEven,
};

/** Undefined for an option that is not understood. */
function halfOf(options: Value): Round | undefined {
  if (!(options instanceof Dict)) return halfUp;
  const [pair, ...more] = pairsOf(options);
  return pair === undefined || more.length > 0 || toText(pair[0]) !== 'half'
    ? undefined
    : HALVES[toText(pair[1])];
}

/** To tens, hundreds and so on; always a whole number. */
function toTens(value: number, digits: number, round: Round): number {
  const scale = 10 ** -digits;
  const rest = value % scale;
  return value - rest + round(rest / scale) * scale;
}

/** To digits after the point, by Ruby's own steps, so that 290.15 stays what it is. */
function toDigits(value: number, digits: number, round: Round): number {
  const scale = 10 ** digits;
  const near = round(value * scale);
  if (round === Math.floor && (near + 1) / scale <= value) return (near + 1) / scale;
  if (round === Math.ceil && (near - 1) / scale >= value) return (near - 1) / scale;
  return near / scale;
}

const MOST_DIGITS = 13;

function rounded(self: Numeric, digits: number, round: Round): Value | undefined {
  if (typeof self === 'number') return digits >= 0 ? self : toTens(self, digits, round);
  if (digits > MOST_DIGITS || (digits > 0 && (round === halfDown || round === halfEven)))
    return undefined;
  if (digits > 0) return new Float(toDigits(self.value, digits, round));
  const directed = round === Math.floor || round === Math.ceil;
  const whole = digits === 0 || directed ? round(self.value) : Math.trunc(self.value);
  return digits === 0 ? whole : toTens(whole, digits, round);
}

const rounding =
  (roundOf: (options: Value) => Round | undefined) => (self: Numeric, call: Call) => {
    const options = call.values.at(-1) ?? null;
    const digits = call.values.length === 0 || call.arg(0) instanceof Dict ? 0 : call.arg(0);
    const round = roundOf(options);
    const value =
      typeof digits === 'number' && round !== undefined ? rounded(self, digits, round) : undefined;
    return value instanceof Float || Number.isSafeInteger(value)
      ? value instanceof Float
        ? value
        : Number(value) + 0
      : call.unsure('This rounding is not understood.', 'Write the number itself.');
  };

const without = (round: Round) => (options: Value) => (options instanceof Dict ? undefined : round);

export const ROUNDING = {
  round: rounding(halfOf),
  floor: rounding(without(Math.floor)),
  ceil: rounding(without(Math.ceil)),
};
