// `format`, `sprintf` and `%`.
import type { Call } from '../evaluate/call';
import { entry, inspect } from '../show';
import { wholeNumber } from '../stdlib/scalar';
import { Dict, Float, Sym, Text, type Value } from '../values';

const DIRECTIVE =
  /%(?:(?<outer>[-+0 #]*)(?<size>\d+)?\{(?<braced>[^}]*)\}|(?<before>[-+0 #]*)(?:<(?<named>[^>]+)>)?(?<after>[-+0 #]*)(?<width>\*|\d+)?(?:\.(?<precision>\d+))?(?:<(?<late>[^>]+)>)?(?<kind>[a-zA-Z%])?)/g;

type Groups = Readonly<Record<string, string | undefined>>;

/** One directive with its value. */
interface Directive {
  readonly value: Value;
  readonly flags: string;
  readonly precision: number | undefined;
  readonly call: Call;
}

/** What stands before the digits, and the digits. */
type Shown = readonly [sign: string, digits: string];

/** The text; undefined for a directive that is not understood. */
export function formatText(
  template: string,
  values: readonly Value[],
  call: Call,
): string | undefined {
  const rest = [...values];
  const missed: string[] = [];
  const whole = template.replace(DIRECTIVE, (...match: unknown[]) => {
    const shown = directive(match.at(-1) as Groups, rest, values, call);
    if (shown === undefined) missed.push(template);
    return shown ?? '';
  });
  return missed.length === 0 ? whole : undefined;
}

function directive(
  groups: Groups,
  rest: Value[],
  values: readonly Value[],
  call: Call,
): string | undefined {
  const { outer = '', size, braced, before = '', after = '', width, precision, kind } = groups;
  if (kind === '%') return '%';
  if (braced !== undefined) {
    const value = lookUp(values, braced, call);
    return value === undefined ? undefined : padded(['', call.text(value)], outer, size, 's');
  }
  const wide = width === '*' ? starred(rest.shift(), call) : width;
  const name = groups.named ?? groups.late;
  const value = name === undefined ? rest.shift() : lookUp(values, name, call);
  if (kind === undefined || value === undefined || wide === null) return undefined;
  const flags = before + after;
  const digits = precision === undefined ? undefined : Number(precision);
  const shown = KINDS[kind]?.({ value: call.known(value), flags, precision: digits, call });
  const fill = digits === undefined || kind === 'f' ? flags : flags.replaceAll('0', '');
  return shown === undefined ? undefined : padded(shown, fill, wide, kind);
}

const starred = (value: Value | undefined, call: Call): string | null =>
  typeof value === 'number' && value >= 0 ? call.text(value) : null;

function lookUp([dict]: readonly Value[], name: string, call: Call): Value | undefined {
  const value = dict instanceof Dict ? entry(dict, Sym.of(name)) : undefined;
  return value === undefined ? undefined : call.known(value);
}

function asNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return Number.isFinite(value.value) ? value.value : undefined;
  if (!(value instanceof Text) || /__|^_|_$/.test(value.value.trim())) return undefined;
  const shown = value.value.trim().replaceAll('_', '');
  return wholeNumber(shown) ?? (/^[-+]?\d+\.\d+$/.test(shown) ? Number(shown) : undefined);
}

const signed = (value: number, flags: string, digits: string): Shown => [
  value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
  digits,
];

const decimal = ({ value, flags, precision = 0 }: Directive): Shown | undefined => {
  const number = asNumber(value);
  if (number === undefined || !Number.isSafeInteger(Math.trunc(number))) return undefined;
  const whole = Math.trunc(number);
  return signed(whole, flags, String(Math.abs(whole)).padStart(precision, '0'));
};

/** Without a sign to write, Ruby shows what is negative as an endless row of digits. */
const inBase =
  (base: number, prefix: string, change = (digits: string) => digits) =>
  ({ value, flags, precision = 0 }: Directive): Shown | undefined => {
    const whole = Math.trunc(asNumber(value) ?? Number.NaN);
    if (!Number.isSafeInteger(whole) || (whole < 0 && !/[+ ]/.test(flags))) return undefined;
    const digits = change(Math.abs(whole).toString(base)).padStart(precision, '0');
    const [sign] = signed(whole, flags, '');
    return [flags.includes('#') && whole !== 0 ? sign + prefix : sign, digits];
  };

/** As C prints it: what lies exactly between two goes to the even one. */
function fixed(value: number, precision: number): string {
  const scaled = Math.abs(value) * 10 ** precision;
  const tie = scaled - Math.floor(scaled) === 0.5 && Math.floor(scaled) % 2 === 0;
  return (tie ? Math.floor(scaled) / 10 ** precision : Math.abs(value)).toFixed(precision);
}

const MOST_DIGITS = 100;
const LARGEST = 1e21;

function float({ value, flags, precision = 6 }: Directive): Shown | undefined {
  const number = asNumber(value);
  return number === undefined ||
    precision > MOST_DIGITS ||
    Math.abs(number) >= LARGEST ||
    flags.includes('#')
    ? undefined
    : signed(number, flags, fixed(number, precision));
}

function character({ value, precision, call }: Directive): Shown | undefined {
  if (precision !== undefined) return undefined;
  if (typeof value === 'number') return ['', call.text(call.send(value, 'chr'))];
  return value instanceof Text && Array.from(value.value).length === 1
    ? ['', value.value]
    : undefined;
}

const cut = (shown: string, precision: number | undefined): Shown => [
  '',
  Array.from(shown).slice(0, precision).join(''),
];

const KINDS: Readonly<Record<string, ((directive: Directive) => Shown | undefined) | undefined>> = {
  s: ({ value, precision, call }) => cut(call.text(value), precision),
  p: ({ value, precision }) => cut(inspect(value), precision),
  c: character,
  d: decimal,
  i: decimal,
  u: decimal,
  f: float,
  x: inBase(16, '0x'),
  X: inBase(16, '0X', (digits) => digits.toUpperCase()),
  o: inBase(8, '0'),
  b: inBase(2, '0b'),
  B: inBase(2, '0B'),
};

const MOST_WIDE = 10_000;

function padded(
  [sign, digits]: Shown,
  flags: string,
  width: string | undefined,
  kind: string,
): string {
  const size = Math.min(Number(width ?? 0), MOST_WIDE);
  if (flags.includes('-')) return (sign + digits).padEnd(size);
  return flags.includes('0') && !/[spc]/.test(kind)
    ? sign + digits.padStart(size - sign.length, '0')
    : (sign + digits).padStart(size);
}
