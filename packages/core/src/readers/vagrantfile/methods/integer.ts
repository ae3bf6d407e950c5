// A text as a whole number, as far as its digits go.
import type { Call } from '../evaluate/call';
import { integer } from '../stdlib/scalar';
import type { Value } from '../values';

export function toInteger(self: string, call: Call): Value {
  const given = call.values.length === 0 ? 10 : call.arg(0);
  const [, sign = '', prefix, digits = ''] =
    /^\s*([-+]?)(0x|0b|0o|0d|0(?=_?\d))?((?:[\da-z]_?)*)/i.exec(self) ?? [];
  const own = prefix === undefined ? undefined : BASES[prefix.toLowerCase()];
  const base = given === 0 ? (own ?? 10) : given;
  if (typeof base !== 'number' || base < 2 || base > 36)
    return call.fault('ArgumentError', 'This base is not possible.', 'Correct the base.');
  const after = (base === own ? '' : (prefix ?? '')) + digits;
  const value = Number.parseInt(after.replaceAll('_', ''), base);
  return Number.isNaN(value) ? 0 : integer((sign === '-' ? -value : value) + 0, call);
}

const BASES: Readonly<Record<string, number>> = { '0x': 16, '0b': 2, '0o': 8, '0d': 10, '0': 8 };
