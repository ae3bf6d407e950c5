// `format`, `sprintf` and `%`.
import type { Call } from '../evaluate/call';
import { entry, inspect } from '../show';
import { Dict, Float, Sym, type Value } from '../values';

const DIRECTIVE =
  /%([-+0 #]*)(?:<(\w+)>|\{(\w+)\})?([-+0 #]*)(\*|\d+)?(?:\.(\d+))?([diufgeEGsxXobBcp%])?/g;

/** The text; undefined for a directive that is not understood. */
export function formatText(
  template: string,
  values: readonly Value[],
  call: Call,
): string | undefined {
  let next = 0;
  const missed: string[] = [];
  const take = () => values[next++] ?? null;
  const whole = template.replace(
    DIRECTIVE,
    (
      match: string,
      before: string,
      named?: string,
      braced?: string,
      after?: string,
      width?: string,
      precision?: string,
      kind?: string,
    ) => {
      if (braced !== undefined)
        return padded(textOf(lookUp(values, braced, call), call), before, width, '') + (kind ?? '');
      if (kind === '%') return '%';
      if (kind === undefined) {
        missed.push(match);
        return match;
      }
      const wide = width === '*' ? textOf(take(), call) : width;
      const value = call.known(named === undefined ? take() : lookUp(values, named, call));
      const shown = convert(value, kind, precision, call);
      if (shown === undefined) missed.push(match);
      return padded(shown ?? '', before + (after ?? ''), wide, kind);
    },
  );
  return missed.length === 0 ? whole : undefined;
}

function lookUp([dict]: readonly Value[], name: string, call: Call): Value {
  return call.known(dict instanceof Dict ? (entry(dict, Sym.of(name)) ?? null) : null);
}

const textOf = (value: Value, call: Call) => call.text(value);

function convert(
  value: Value,
  kind: string,
  precision: string | undefined,
  call: Call,
): string | undefined {
  if (kind === 's' || kind === 'c')
    return textOf(value, call).slice(0, precision === undefined ? undefined : Number(precision));
  if (kind === 'p') return inspect(value);
  const number = asNumber(value, call);
  return number === undefined
    ? undefined
    : NUMBERS[kind]?.(number, precision === undefined ? undefined : Number(precision));
}

function asNumber(value: Value, call: Call): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  const text = textOf(value, call).replaceAll('_', '');
  return /^\s*[-+]?(0x[\da-f]+|\d+(\.\d+)?)\s*$/i.test(text) ? Number(text) : undefined;
}

const decimal = (value: number, digits = 0) => {
  const shown = String(Math.abs(Math.floor(value))).padStart(digits, '0');
  return value < 0 ? `-${shown}` : shown;
};
const inBase =
  (base: number) =>
  (value: number, digits = 0) =>
    value.toString(base).padStart(digits, '0');

/** As C prints it: what lies exactly between two goes to the even one. */
function fixed(value: number, precision: number): string {
  const scaled = Math.abs(value) * 10 ** precision;
  const tie = scaled - Math.floor(scaled) === 0.5 && Math.floor(scaled) % 2 === 0;
  return (tie ? (Math.sign(value) * Math.floor(scaled)) / 10 ** precision : value).toFixed(
    precision,
  );
}

const NUMBERS: Readonly<Record<string, (value: number, precision: number | undefined) => string>> =
  {
    d: decimal,
    i: decimal,
    u: decimal,
    f: (value, precision = 6) => fixed(value, precision),
    x: inBase(16),
    X: (value, precision) => inBase(16)(value, precision).toUpperCase(),
    o: inBase(8),
    b: inBase(2),
    B: inBase(2),
  };

function padded(shown: string, flags: string, width: string | undefined, kind: string): string {
  const signed =
    /[dif]/.test(kind) && kind !== '' && !shown.startsWith('-')
      ? `${flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}${shown}`
      : shown;
  const size = Math.min(Number(width ?? 0), 10_000);
  if (flags.includes('-')) return signed.padEnd(size);
  if (!flags.includes('0') || kind === 's') return signed.padStart(size);
  const sign = /^[-+ ]/.test(signed) ? signed.charAt(0) : '';
  return sign + signed.slice(sign.length).padStart(size - sign.length, '0');
}
