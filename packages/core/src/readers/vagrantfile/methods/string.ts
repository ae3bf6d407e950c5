import type { Call } from '../evaluate/call';
import { hasRoot } from '../paths';
import { inspect, same } from '../show';
import { Float, List, Pattern, RubyRange, Sym, Text, type Value, text } from '../values';
import { formatText } from './format';
import { toInteger } from './integer';
import { CHANGES, characters, letters, matchesIn, patternOf } from './rewrite';
import { type Methods, alias, changing, open, pure } from './table';

/** New texts grow by what a file writes; a text that doubles in a loop must end somewhere. */
const MAX_LENGTH = 1_000_000;

function grown(value: string, call: Call): string {
  call.session.charge(Math.ceil(value.length / 1000), call.node, call.env);
  return value;
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
  'frozen?': () => false,
  unicode_normalize: (self) => text(self.value.normalize()),
});

/** Texts are Unicode, whatever is asked for. */
const ENCODING = open<Text>({
  encode: (self) => self,
  force_encoding: (self) => self,
  scrub: (self) => self,
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
  { ...guarded, ...OF_PATHS, ...ENCODING },
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
