// What a plain scalar of YAML is to Ruby: its own reading of YAML 1.1, in which `y` is a text and `12:30` a number.
import type { Call } from '../evaluate/call';
import { Float, Sym, type Value, text } from '../values';

type Rule = readonly [is: RegExp, value: (shown: string, call: Call) => Value];

const WORDS: Readonly<Record<string, Value>> = {
  '~': null,
  null: null,
  yes: true,
  true: true,
  on: true,
  no: false,
  false: false,
  off: false,
};

const word = (shown: string): Value => {
  const known = shown.toLowerCase();
  return Object.hasOwn(WORDS, known) ? (WORDS[known] ?? null) : text(shown);
};

const date = (_: string, call: Call) =>
  call.unsure('A date in YAML is not understood.', 'Write it as a text, in quotes.');

const symbol = (shown: string) =>
  Sym.of((/^:(["'])(.*)\1/.exec(shown)?.[2] ?? shown.slice(1)).replace(/^:/, ''));

const bare = (shown: string) => shown.replace(/[,_]/g, '');

/** `12:30` is 12 hours and 30 minutes, in seconds. */
const inSixties = (shown: string): number =>
  bare(shown)
    .split(':')
    .reduce((sum, part, at) => sum + Number(part) * 60 ** (2 - at), 0);

const decimal = (shown: string, call: Call): Value => {
  const value = Number(bare(shown).replace(/\.(?=e|$)/i, ''));
  return Number.isNaN(value) ? broken(call) : new Float(value);
};

/** A whole number as Ruby writes it, so that `010` is 8; undefined when it is none. */
export function wholeNumber(shown: string): number | undefined {
  const [, sign, prefix, digits] =
    /^([-+]?)(0[xX]|0[bB]|0[oO]|0[dD]|0(?=[0-7]))?([\da-f]+)$/i.exec(shown) ?? [];
  if (digits === undefined) return undefined;
  const kind = prefix?.toLowerCase() ?? '0d';
  const value = Number(kind === '0d' ? decimalOnly(digits) : `${PREFIXES[kind] ?? '0o'}${digits}`);
  return Number.isNaN(value) ? undefined : (sign === '-' ? -value : value) + 0;
}

const PREFIXES: Readonly<Record<string, string>> = { '0x': '0x', '0b': '0b' };
const decimalOnly = (digits: string) => (/^\d+$/.test(digits) ? digits : 'none');

const whole = (shown: string, call: Call): Value => {
  const value = wholeNumber(bare(shown));
  return value === undefined ? broken(call) : integer(value, call);
};

/** A number that JavaScript holds exactly; otherwise it is not known. */
export const integer = (value: number, call: Call): Value =>
  Number.isSafeInteger(value)
    ? value
    : call.unsure('A number this large is not understood.', 'Write it as a text, in quotes.');

const broken = (call: Call) =>
  call.unsure('A number in YAML is not understood.', 'Write it as a text, in quotes.');

/** In the order in which they are asked; the first that matches decides. */
const RULES: readonly Rule[] = [
  [/\n|^[^\d.:-]?[\p{Alphabetic}_\s!@#$%^&*(){}<>|/\\~;=]+/u, word],
  [
    /^-?\d{4}-\d{1,2}-\d{1,2}([Tt]|\s+)\d{1,2}:\d\d:\d\d(\.\d*)?(\s*(Z|[-+]\d{1,2}:?(\d\d)?))?$/,
    date,
  ],
  [/^\d{4}-(1[012]|0\d|\d)-([12]\d|3[01]|0\d|\d)$/, date],
  [/^\+?\.inf$/i, () => new Float(Infinity)],
  [/^-\.inf$/i, () => new Float(-Infinity)],
  [/^\.nan$/i, () => new Float(NaN)],
  [/^:./, symbol],
  [/^[-+]?\d[\d_]*(:[0-5]?\d){1,2}$/, (shown, call) => integer(inSixties(shown), call)],
  [/^[-+]?\d[\d_]*(:[0-5]?\d){1,2}\.[\d_]*$/, (shown) => new Float(inSixties(shown))],
  [/^[-+]?\.$/, text],
  [/^[-+]?(\d[\d_,]*)?\.\d*(e[-+]\d+)?$/i, decimal],
  [/^[-+]?(0b[01_,]+|0[0-7_,]+|0|[1-9]([,_]?\d)*|0x[\da-fA-F_,]+)$/, whole],
];

/** The value of a scalar that stands without quotes. */
export function plainScalar(shown: string, call: Call): Value {
  if (shown === '') return null;
  const [, value] = RULES.find(([is]) => is.test(shown)) ?? [undefined, text];
  return value(shown, call);
}
