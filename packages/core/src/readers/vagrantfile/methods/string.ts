import type { Call } from '../evaluate/call';
import { makePattern, quotePattern } from '../pattern';
import { hasRoot } from '../paths';
import { entry, inspect, same } from '../show';
import { Dict, Float, List, Pattern, RubyRange, Sym, Text, type Value, text } from '../values';
import { formatText } from './format';
import { type Methods, alias, changing, pure } from './table';

/** New texts grow by what a file writes; a text that doubles in a loop must end somewhere. */
const MAX_LENGTH = 1_000_000;

function grown(value: string, call: Call): string {
  call.session.charge(Math.ceil(value.length / 1000), call.node, call.env);
  return value;
}

const letters = (value: string) => [...value];
const capital = (value: string) =>
  letters(value)
    .map((one, at) => (at === 0 ? one.toUpperCase() : one.toLowerCase()))
    .join('');
const swapped = (value: string) =>
  letters(value)
    .map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()))
    .join('');

/** Methods that give a new text; each has a twin with `!` that changes its receiver. */
const CHANGES: Readonly<Record<string, (self: string, call: Call) => string>> = {
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
function characters(set: string): { has: (one: string) => boolean; list: string[] } {
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
    if (at === 0 || !/[a-z0-9]/i.test(all[at - 1] ?? '')) {
      all.splice(at, 0, carry === '0' ? '1' : carry);
      return all.join('');
    }
    at -= 1;
  }
}

function patternOf(value: Value): Pattern | undefined {
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

function split(self: string, call: Call): Value {
  const by = call.arg(0);
  const most = typeof call.arg(1) === 'number' ? (call.arg(1) as number) : 0;
  const parts =
    by === null || (by instanceof Text && by.value === ' ')
      ? words(self, most)
      : pieces(self, patternOf(by), most);
  while (most === 0 && parts.at(-1) === '') parts.pop();
  return new List(parts.map(text));
}

function words(self: string, most: number): string[] {
  const trimmed = self.replace(/^\s+/, '');
  if (most <= 0)
    return trimmed.split(/\s+/).filter((one, at, all) => one !== '' || at < all.length - 1);
  const found = trimmed.split(/\s+/);
  if (found.length <= most) return found;
  const head = found.slice(0, most - 1);
  return [
    ...head,
    head.reduce(
      (rest, word) => rest.slice(rest.indexOf(word) + word.length).replace(/^\s+/, ''),
      trimmed,
    ),
  ];
}

function pieces(self: string, pattern: Pattern | undefined, most: number): string[] {
  if (pattern === undefined || self === '') return [];
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, groups } of matchesIn(pattern, self)) {
    if (most > 0 && parts.length >= most - 1) break;
    if (start === end && (start === 0 || start >= self.length)) continue;
    parts.push(self.slice(from, start), ...groups.slice(1).filter((one) => one !== null));
    from = end;
  }
  return [...parts, self.slice(from)];
}

function index(self: string, call: Call): Value {
  const [at, length] = call.values;
  if (at instanceof Text) return self.includes(at.value) ? text(at.value) : null;
  if (at instanceof Pattern) {
    const [match] = matchesIn(at, self);
    const group =
      length === undefined || typeof length === 'number'
        ? match?.groups[typeof length === 'number' ? length : 0]
        : match?.names[call.text(length)];
    return group == null ? null : text(group);
  }
  if (at instanceof RubyRange) return part(letters(self), at.from ?? 0, at.to, at.exclusive);
  if (typeof at !== 'number') return null;
  const all = letters(self);
  const start = at < 0 ? all.length + at : at;
  if (start < 0 || start > all.length) return null;
  if (typeof length === 'number') return text(all.slice(start, start + length).join(''));
  return start < all.length ? text(all[start] ?? '') : null;
}

function part(all: string[], from: Value, to: Value, exclusive: boolean): Value {
  const start = typeof from === 'number' ? (from < 0 ? all.length + from : from) : 0;
  const last = typeof to === 'number' ? (to < 0 ? all.length + to : to) : all.length - 1;
  if (start < 0 || start > all.length) return null;
  return text(all.slice(start, typeof to === 'number' && exclusive ? last : last + 1).join(''));
}

function toInteger(self: string, call: Call): Value {
  const base = typeof call.arg(0) === 'number' ? (call.arg(0) as number) : 10;
  const shown = /^\s*[-+]?[0-9a-z_]+/i.exec(self)?.[0].replaceAll('_', '') ?? '';
  const value = Number.parseInt(base === 16 ? shown.replace(/^0x/i, '') : shown, base);
  return Number.isNaN(value) ? 0 : value;
}

const toFloat = (self: string) =>
  new Float(
    Number(/^\s*[-+]?\d[\d_]*(\.\d+)?(e[-+]?\d+)?/i.exec(self)?.[0].replaceAll('_', '') ?? 0),
  );

const padding = (call: Call) => (call.values.length > 1 ? call.text(call.arg(1)) : ' ');
const size = (call: Call) => Math.min(Number(call.arg(0)), 10_000);

const READ = pure<Text>({
  ...Object.fromEntries(
    Object.entries(CHANGES).map(([name, change]) => [
      name,
      (self: Text, call: Call) => text(grown(change(self.value, call), call)),
    ]),
  ),
  '*': (self, call) => {
    const times = Number(call.arg(0));
    if (self.value.length * times > MAX_LENGTH)
      return call.unsure('A text this long is not followed.', 'Shorten it.');
    return text(self.value.repeat(Math.max(0, times)));
  },
  '%': (self, call) => {
    const given = call.arg(0);
    return formatted(self.value, given instanceof List ? given.items : [given], call);
  },
  '=~': (self, call) => call.send(call.arg(0), '=~', self),
  match: (self, call) => call.send(patternOf(call.arg(0)) ?? null, 'match', self),
  'match?': (self, call) => call.send(patternOf(call.arg(0)) ?? null, 'match?', self),
  '[]': (self, call) => index(self.value, call),
  split: (self, call) => split(self.value, call),
  scan: (self, call) => scan(self.value, call),
  lines: (self) => new List((self.value.match(/[^\n]*\n|[^\n]+$/g) ?? []).map(text)),
  each_line: (self, call) => {
    for (const line of self.value.match(/[^\n]*\n|[^\n]+$/g) ?? []) call.yield(text(line));
    return self;
  },
  chars: (self) => new List(letters(self.value).map(text)),
  bytes: (self) => new List([...Buffer.from(self.value)]),
  each_char: (self, call) => {
    for (const one of letters(self.value)) call.yield(text(one));
    return self;
  },
  length: (self) => letters(self.value).length,
  bytesize: (self) => Buffer.byteLength(self.value),
  'empty?': (self) => self.value === '',
  'include?': (self, call) => self.value.includes(call.text(call.arg(0))),
  'start_with?': (self, call) => call.values.some((one) => starts(self.value, one, call)),
  'end_with?': (self, call) => call.values.some((one) => self.value.endsWith(call.text(one))),
  index: (self, call) => position(self.value, call.arg(0)),
  rindex: (self, call) => notFound(self.value.lastIndexOf(call.text(call.arg(0)))),
  count: (self, call) =>
    letters(self.value).filter((one) => characters(call.text(call.arg(0))).has(one)).length,
  to_i: (self, call) => toInteger(self.value, call),
  to_f: (self) => toFloat(self.value),
  to_sym: (self) => Sym.of(self.value),
  hex: (self) => Number.parseInt(self.value, 16) || 0,
  ord: (self) => self.value.codePointAt(0) ?? 0,
  rjust: (self, call) => text(self.value.padStart(size(call), padding(call))),
  ljust: (self, call) => text(self.value.padEnd(size(call), padding(call))),
  center: (self, call) => {
    const left = Math.floor((size(call) - self.value.length) / 2);
    return text(
      self.value
        .padStart(self.value.length + Math.max(0, left), padding(call))
        .padEnd(size(call), padding(call)),
    );
  },
  partition: (self, call) =>
    partition(self.value, self.value.indexOf(call.text(call.arg(0))), call),
  rpartition: (self, call) =>
    partition(self.value, self.value.lastIndexOf(call.text(call.arg(0))), call, true),
  'casecmp?': (self, call) => self.value.toLowerCase() === call.text(call.arg(0)).toLowerCase(),
  casecmp: (self, call) =>
    Math.sign(
      Buffer.compare(
        Buffer.from(self.value.toLowerCase()),
        Buffer.from(call.text(call.arg(0)).toLowerCase()),
      ),
    ),
  inspect: (self) => text(inspect(self)),
  'ascii_only?': (self) => Buffer.byteLength(self.value) === self.value.length,
  'between?': (self, call) =>
    self.value >= call.text(call.arg(0)) && self.value <= call.text(call.arg(1)),
  upto: (self, call) => {
    const items = call.send(new RubyRange(self, call.arg(0), false), 'to_a');
    if (call.block === undefined || !(items instanceof List)) return items;
    for (const one of items.items) call.yield(one);
    return self;
  },
});

/** What may be done to a path that holds the folder of the Vagrantfile without asking where that folder is. */
const OF_PATHS = pure<Text>({
  '+': (self, call) => {
    const other = call.arg(0);
    if (!(other instanceof Text))
      return call.fault(
        'TypeError',
        'A text is joined with something else.',
        'Convert it with to_s.',
      );
    return text(grown(self.value + other.value, call));
  },
  '==': (self, call) => same(self, call.arg(0)),
  to_s: (self) => self,
  dup: (self) => text(self.value),
  freeze: (self) => self,
  encode: (self) => self,
  force_encoding: (self) => self,
  scrub: (self) => self,
  'frozen?': () => false,
  unicode_normalize: (self) => text(self.value.normalize()),
});

const starts = (self: string, one: Value, call: Call) => {
  if (!(one instanceof Pattern)) return self.startsWith(call.text(one));
  const [match] = matchesIn(one, self);
  return match?.start === 0;
};

const notFound = (at: number) => (at === -1 ? null : at);

function position(self: string, what: Value): Value {
  const pattern = patternOf(what);
  const [match] = pattern === undefined ? [] : matchesIn(pattern, self);
  return match?.start ?? null;
}

function partition(self: string, at: number, call: Call, last = false): Value {
  const by = call.text(call.arg(0));
  if (at === -1) return new List((last ? ['', '', self] : [self, '', '']).map(text));
  return new List([self.slice(0, at), by, self.slice(at + by.length)].map(text));
}

function scan(self: string, call: Call): Value {
  const pattern = patternOf(call.arg(0));
  if (pattern === undefined) return new List([]);
  const found = [...matchesIn(pattern, self)].map(({ groups: [whole, ...groups] }): Value =>
    groups.length === 0
      ? text(whole ?? '')
      : new List(groups.map((one) => (one === null ? null : text(one)))),
  );
  if (call.block === undefined) return new List(found);
  for (const one of found) call.yield(one);
  return call.receiver;
}

/** As `format`; not known for a directive that is not understood. */
export function formatted(template: string, values: readonly Value[], call: Call): Value {
  const shown = formatText(template, values, call);
  return shown === undefined
    ? call.unsure('This format is not understood.', 'Write the text with interpolation.')
    : text(grown(shown, call));
}

const changed = (self: Text, value: string, call: Call): Value => {
  const before = self.value;
  self.value = grown(value, call);
  return before === value && call.name !== '<<' && call.name !== 'concat' ? null : self;
};

const CHANGE = changing<Text>({
  ...Object.fromEntries(
    Object.entries(CHANGES).map(([name, change]) => [
      `${name}!`,
      (self: Text, call: Call) => changed(self, change(self.value, call), call),
    ]),
  ),
  '<<': (self, call) => changed(self, self.value + call.text(call.arg(0)), call),
  concat: (self, call) =>
    changed(self, self.value + call.values.map((one) => call.text(one)).join(''), call),
  prepend: (self, call) =>
    changed(self, call.values.map((one) => call.text(one)).join('') + self.value, call),
  insert: (self, call) => {
    const at = Number(call.arg(0));
    const from = at < 0 ? self.value.length + at + 1 : at;
    return changed(
      self,
      self.value.slice(0, from) + call.text(call.arg(1)) + self.value.slice(from),
      call,
    );
  },
  replace: (self, call) => changed(self, call.text(call.arg(0)), call),
  clear: (self, call) => changed(self, '', call),
});

const whole: Methods<Text> = { ...READ, ...CHANGE };
const OF_ROOT_TOO: readonly string[] = [
  '<<',
  'concat',
  'strip',
  'chomp',
  'start_with?',
  'prepend',
  'empty?',
  'gsub',
  'sub',
  'tr',
  'inspect',
  'include?',
  'to_sym',
];

/** Where the folder lies is not known, so nothing but paths may be made of it. */
const guarded: Methods<Text> = Object.fromEntries(
  Object.entries(whole).map(([name, method]) => [
    name,
    {
      ...method,
      run: (self: Text, call: Call) =>
        hasRoot(self.value) && !OF_ROOT_TOO.includes(name)
          ? call.unsure(
              'It depends on where the folder of the Vagrantfile lies.',
              'Write the value itself, or give it in the box project.',
            )
          : method.run(self, call),
    },
  ]),
);

export const STRING = alias<Text>(
  { ...guarded, ...OF_PATHS },
  {
    size: 'length',
    slice: '[]',
    intern: 'to_sym',
    to_str: 'to_s',
    clone: 'dup',
    '+@': 'dup',
    '-@': 'freeze',
    '===': '==',
    'eql?': '==',
  },
);

export const SYMBOL = alias<Sym>(
  pure<Sym>({
    to_s: (self) => text(self.name),
    to_sym: (self) => self,
    to_proc: (self, call) => call.asProc(self),
    inspect: (self) => text(inspect(self)),
    ...Object.fromEntries(
      ['length', 'empty?', '[]', 'start_with?', 'end_with?', '=~', 'match', 'match?', 'size'].map(
        (name) => [
          name,
          (self: Sym, call: Call) => call.send(text(self.name), name, ...call.values),
        ],
      ),
    ),
    ...Object.fromEntries(
      ['upcase', 'downcase', 'capitalize', 'succ'].map((name) => [
        name,
        (self: Sym, call: Call) => call.send(call.send(text(self.name), name), 'to_sym'),
      ]),
    ),
  }),
  { id2name: 'to_s', name: 'to_s' },
);
