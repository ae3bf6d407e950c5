// How a text becomes another one: what methods such as `upcase` and `gsub` and their twins with `!` do.
import type { Call } from '../evaluate/call';
import { makePattern, quotePattern } from '../pattern';
import { entry } from '../show';
import { Dict, Pattern, Text, type Value, text } from '../values';

/** The characters of a text. */
export const letters = (value: string) => Array.from(value);
const capital = (value: string) =>
  letters(value)
    .map((one, at) => (at === 0 ? one.toUpperCase() : one.toLowerCase()))
    .join('');
const swapped = (value: string) =>
  letters(value)
    .map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()))
    .join('');

/** Methods that give a new text; each has a twin with `!` that changes its receiver. */
export const CHANGES: Readonly<Record<string, (self: string, call: Call) => string>> = {
  upcase: (self) => self.toUpperCase(),
  downcase: (self) => self.toLowerCase(),
  capitalize: capital,
  swapcase: swapped,
  strip: (self) => self.replace(/^[\s\0]+|[\s\0]+$/g, ''),
  lstrip: (self) => self.replace(/^\s+/, ''),
  rstrip: (self) => self.replace(/[\s\0]+$/, ''),
  chomp: (self, call) => chomp(self, call.values.length > 0 ? call.text(call.arg(0)) : undefined),
  chop: (self) => self.slice(0, -1),
  reverse: (self) => letters(self).reverse().join(''),
  squeeze: (self, call) =>
    squeeze(self, call.values.length > 0 ? call.text(call.arg(0)) : undefined),
  gsub: (self, call) => substitute(self, call, true),
  sub: (self, call) => substitute(self, call, false),
  tr: (self, call) => translate(self, call.text(call.arg(0)), call.text(call.arg(1))),
  delete: (self, call) => translate(self, call.text(call.arg(0)), ''),
  delete_prefix: (self, call) =>
    self.startsWith(call.text(call.arg(0))) ? self.slice(call.text(call.arg(0)).length) : self,
  delete_suffix: (self, call) =>
    self.endsWith(call.text(call.arg(0)))
      ? self.slice(0, self.length - call.text(call.arg(0)).length)
      : self,
  succ: (self) => successor(self),
  next: (self) => successor(self),
};

const chomp = (self: string, end?: string) =>
  end === undefined
    ? self.replace(/\r?\n$|\r$/, '')
    : self.endsWith(end)
      ? self.slice(0, self.length - end.length)
      : self;

const squeeze = (self: string, only?: string) =>
  self.replace(/(.)\1+/gsu, (run: string, one: string) =>
    only === undefined || only.includes(one) ? one : run,
  );

/** The characters of a set such as `a-z` or `^0-9`. */
export function characters(set: string): { has: (one: string) => boolean; list: string[] } {
  const negated = set.length > 1 && set.startsWith('^');
  const list = letters(
    (negated ? set.slice(1) : set).replace(/(.)-(.)/gsu, (_, from: string, to: string) =>
      between(from, to),
    ),
  );
  return { has: (one) => list.includes(one) !== negated, list: negated ? [] : list };
}

function between(from: string, to: string): string {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  return Array.from({ length: Math.max(0, Math.min(last - first + 1, 1000)) }, (_, at) =>
    String.fromCodePoint(first + at),
  ).join('');
}

function translate(self: string, from: string, to: string): string {
  const set = characters(from);
  const into = characters(to).list;
  const last = into.at(-1) ?? '';
  return letters(self)
    .map((one) => (set.has(one) ? (into[set.list.indexOf(one)] ?? last) : one))
    .join('');
}

/** As `succ`: `a9` is followed by `b0`, `z` by `aa`. */
export function successor(self: string): string {
  const all = letters(self);
  let at = all.findLastIndex((one) => /[a-z0-9]/i.test(one));
  if (at === -1)
    return self.slice(0, -1) + String.fromCodePoint((self.codePointAt(self.length - 1) ?? 0) + 1);
  for (;;) {
    const one = all[at] ?? '';
    const carry = { z: 'a', Z: 'A', 9: '0' }[one];
    if (carry === undefined) {
      all[at] = String.fromCodePoint((one.codePointAt(0) ?? 0) + 1);
      return all.join('');
    }
    all[at] = carry;
    const next = carriedTo(all, at);
    if (next === undefined) {
      all.splice(at, 0, carry === '0' ? '1' : carry);
      return all.join('');
    }
    at = next;
  }
}

/** What is carried passes over other characters only from digit to digit, as in `1.9`. */
function carriedTo(all: readonly string[], at: number): number | undefined {
  if (/[a-z0-9]/i.test(all[at - 1] ?? '')) return at - 1;
  const next = all.slice(0, at).findLastIndex((one) => /[a-z0-9]/i.test(one));
  return next >= 0 && /\d/.test(all[at] ?? '') && /\d/.test(all[next] ?? '') ? next : undefined;
}

export function patternOf(value: Value): Pattern | undefined {
  if (value instanceof Pattern) return value;
  return makePattern(quotePattern(value instanceof Text ? value.value : ''), {
    i: false,
    m: false,
    x: false,
  });
}

/** Where a pattern matches, as [start, end] with its groups. */
export function* matchesIn(
  pattern: Pattern,
  self: string,
): Generator<{
  start: number;
  end: number;
  groups: (string | null)[];
  names: Record<string, string | null>;
}> {
  const matcher = pattern.expression.matcher(self);
  while (matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at));
    const names = Object.fromEntries(
      Object.keys(pattern.expression.namedGroups()).map((name) => [name, matcher.group(name)]),
    );
    yield { start: matcher.start(), end: matcher.end(), groups, names };
  }
}

function substitute(self: string, call: Call, every: boolean): string {
  const pattern = patternOf(call.arg(0));
  if (pattern === undefined) return self;
  const parts: string[] = [];
  let from = 0;
  for (const match of matchesIn(pattern, self)) {
    parts.push(self.slice(from, match.start), replacement(match, call));
    from = match.end;
    if (!every) break;
  }
  return parts.join('') + self.slice(from);
}

interface Match {
  groups: readonly (string | null)[];
  names: Readonly<Record<string, string | null>>;
}

function replacement({ groups, names }: Match, call: Call): string {
  const whole = groups[0] ?? '';
  const by = call.arg(1);
  if (by instanceof Dict) return call.text(entry(by, text(whole)) ?? null);
  if (call.values.length < 2) {
    call.session.setMatch(groups);
    return call.text(call.yield(text(whole)));
  }
  return call
    .text(by)
    .replace(/\\(?:k<(\w+)>|(\d)|(\\))/g, (_: string, name?: string, digit?: string) =>
      name !== undefined
        ? (names[name] ?? '')
        : digit !== undefined
          ? (groups[Number(digit)] ?? '')
          : '\\',
    );
}
