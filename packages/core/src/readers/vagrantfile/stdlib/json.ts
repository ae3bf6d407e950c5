// JSON as Ruby sees it: `2.0` is no whole number, and the keys of an object keep their order.
import type { Call } from '../evaluate/call';
import { put } from '../show';
import { Dict, Float, List, Sym, type Value, text } from '../values';
import { integer } from './scalar';

const TOKEN = /"((?:[^"\\]|\\.)*)"|-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;
const MARKS = { text: 't', number: 'n' } as const;

/** Reads a text. Throws what the parser says of a text that is no JSON. */
export function parseJson(content: string): (symbols: boolean, call: Call) => Value {
  JSON.parse(content);
  const marked: unknown = JSON.parse(
    content.replace(TOKEN, (token: string, inside?: string) =>
      inside === undefined ? `"${MARKS.number}${token}"` : `"${MARKS.text}${inside}"`,
    ),
  );
  return (symbols, call) => toRuby(marked, symbols, call);
}

function toRuby(data: unknown, symbols: boolean, call: Call): Value {
  call.session.charge(1, call.node, call.env);
  if (typeof data === 'string') return scalar(data, call);
  if (typeof data === 'boolean') return data;
  if (Array.isArray(data)) return new List(data.map((one) => toRuby(one, symbols, call)));
  return typeof data === 'object' && data !== null ? dict(data, symbols, call) : null;
}

function scalar(marked: string, call: Call): Value {
  const shown = marked.slice(1);
  if (marked.startsWith(MARKS.text)) return text(shown);
  return /[.e]/i.test(shown) ? new Float(Number(shown)) : integer(Number(shown) + 0, call);
}

function dict(data: object, symbols: boolean, call: Call): Dict {
  const made = new Dict();
  for (const [key, value] of Object.entries(data))
    put(made, symbols ? Sym.of(key.slice(1)) : text(key.slice(1)), toRuby(value, symbols, call));
  return made;
}
