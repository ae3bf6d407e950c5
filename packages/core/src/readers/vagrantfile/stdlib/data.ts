// JSON and YAML as Ruby sees them.
import { parseDocument } from 'yaml';
import type { Call } from '../evaluate/call';
import { put } from '../show';
import { Dict, Float, List, Sym, type Value, text } from '../values';

/** Numbers that are written with a point stay so. */
class Decimal {
  constructor(readonly value: number) {}
}

export const parseJson = (content: string): unknown =>
  JSON.parse(content, function (
    this: unknown,
    _key,
    value: unknown,
    context?: { source?: string },
  ) {
    return typeof value === 'number' &&
      context?.source !== undefined &&
      /[.eE]/.test(context.source)
      ? new Decimal(value)
      : value;
  } as (this: unknown, key: string, value: unknown) => unknown);

/** Ruby reads YAML 1.1, where `yes` is true, keys may be symbols and `<<` merges. */
export function parseYaml(content: string): unknown {
  const document = parseDocument(content, { version: '1.1', merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document.toJS({ mapAsMap: true, maxAliasCount: 1000 }) as unknown;
}

/** Plain data as Ruby values. */
export function toRuby(data: unknown, symbols: boolean, call: Call): Value {
  call.session.charge(1, call.node, call.env);
  if (data === null || data === undefined) return null;
  if (data instanceof Decimal) return new Float(data.value);
  if (typeof data === 'boolean') return data;
  if (typeof data === 'number') return Number.isSafeInteger(data) ? data : new Float(data);
  if (typeof data === 'string') return scalar(data);
  if (Array.isArray(data)) return new List(data.map((one) => toRuby(one, symbols, call)));
  if (data instanceof Date)
    return call.unsure('A date in YAML is not understood.', 'Write it as a text, in quotes.');
  return dict(
    data instanceof Map ? [...(data as Map<unknown, unknown>)] : Object.entries(data),
    symbols,
    call,
  );
}

/** YAML of Ruby writes symbols with a colon. */
const scalar = (data: string): Value =>
  /^:[A-Za-z_]\w*$/.test(data) ? Sym.of(data.slice(1)) : text(data);

function dict(pairs: readonly (readonly [unknown, unknown])[], symbols: boolean, call: Call): Dict {
  const made = new Dict();
  for (const [key, value] of pairs) {
    const name = typeof key === 'string' && symbols ? Sym.of(key) : toRuby(key, symbols, call);
    put(made, name, toRuby(value, symbols, call));
  }
  return made;
}
