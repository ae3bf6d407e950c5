// The fast way to findings (an automaton over bytes that passes over most lines) against the slow one: decode all,
// cut at line ends, try each pattern on each line with the engine of the language. Seeded, so that what fails once
// fails again.
import { printable } from '@flightline/core/events';
import { Scan } from '../classify/scan';
import { logCutter } from '../reading/cutter';
import type { Rule } from '../rules';
import { compileRules } from './rule-set';
import { viewsOf } from './views';

/** Numbers from 0 up to, and without, 1: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Dice {
  constructor(private readonly random: () => number) {}

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  times<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}

// Few letters, so that patterns match often and overlap.
const LETTERS = ['a', 'b', 'c', 'A', 'K', 's', ' ', ':', '.', '1'];

const escaped = (letter: string) => (letter === '.' ? '\\.' : letter);

/** A pattern that RE2 and the language's own engine read in the same way. */
function pattern(dice: Dice, depth = 2): string {
  const atom = (): string => {
    const kind = dice.below(depth > 0 ? 8 : 5);
    if (kind < 4) return dice.times(1, 3, () => escaped(dice.pick(LETTERS))).join('');
    if (kind === 4) return dice.pick(['[abc]', '[Aa]', '[^b]', '\\d', '\\w', '\\s', '.', '\\b']);
    // Repetitions within repetitions would take the language's engine years.
    const times = depth === 1 ? ['', '?', '+', '*', '{2}', '{1,2}'] : ['', '?'];
    return `(?:${pattern(dice, depth - 1)})${dice.pick(times)}`;
  };
  const branch = () => dice.times(1, 3, atom).join('');
  const whole = dice.times(1, depth > 0 ? 3 : 1, branch).join('|');
  return depth === 2 ? `${dice.pick(['', '', '^'])}(?:${whole})${dice.pick(['', '', '$'])}` : whole;
}

const BITS: readonly string[] = [
  ...LETTERS,
  ...[
    'ab',
    'ba',
    'abc',
    'aa',
    'K',
    '\r',
    '\t',
    '\0',
    '\u001b[31m',
    '\u001b[0m',
    '\u001b]0;t\u0007',
  ],
  ...[
    'ü',
    '€',
    '😀',
    '\u212a',
    'ſ',
    '\u200b',
    '\u202e',
    '\u009b1m',
    '\\n',
    '&lt;',
    '[ 12.345678] ',
  ],
  ...['12:34:56 ', '==> box: '],
];

function log(dice: Dice): Buffer {
  const line = () =>
    Buffer.concat([
      ...dice.times(0, 12, () =>
        dice.below(40) === 0 ? Buffer.from([dice.below(256)]) : Buffer.from(dice.pick(BITS)),
      ),
      Buffer.from(dice.pick(['\n', '\n', '\n', '\r\n'])),
    ]);
  return Buffer.concat(dice.times(0, 40, line));
}

const rule = (any: readonly string[], index: number): Rule => ({
  ...{ id: `r${index}`, category: 'runtime', severity: 'hard', title: 't', why: 'w', action: 'a' },
  any,
  examples: { matches: [], mustNotMatch: [] },
});

/** How many lines each rule matches, and which is the first. */
type Found = Record<string, { count: number; line: number; offset: number }>;

function slowly(bytes: Buffer, rules: readonly Rule[]): Found {
  const found: Found = {};
  let offset = 0;
  let number = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(10, offset) === -1 ? bytes.length : bytes.indexOf(10, offset);
    number += 1;
    const states: [at: number, text: string][] = [];
    let at = offset;
    // Bytes stand for themselves, so that places can be counted.
    for (const state of bytes.toString('latin1', offset, end).split('\r')) {
      if (state !== '') states.push([at, Buffer.from(state, 'latin1').toString('utf8')]);
      at += state.length + 1;
    }
    if (states.length === 0) states.push([offset, '']);
    for (const { id, any = [] } of rules) {
      const said = states.find(([, raw]) =>
        viewsOf(printable(raw))
          .flat()
          .some(({ text }) => any.some((source) => new RegExp(source, 'u').test(text))),
      );
      if (said === undefined) continue;
      const known = found[id] ?? { count: 0, line: number, offset: said[0] };
      found[id] = { ...known, count: known.count + 1 };
    }
    offset = end + 1;
  }
  return found;
}

function quickly(bytes: Buffer, rules: readonly Rule[], dice: Dice): Found {
  const set = compileRules(rules);
  const scan = new Scan(set, { box: 'box' });
  const cutter = logCutter(scan, set.search);
  for (let at = 0; at < bytes.length;) {
    const size = 1 + dice.below(dice.pick([3, 40, 5000]));
    cutter.push(bytes.subarray(at, at + size));
    at += size;
  }
  cutter.end();
  return Object.fromEntries(
    scan.end().map(({ rule: id, count, line, offset }) => [id, { count, line, offset }]),
  );
}

const ROUNDS = 300;

it(`finds what a plain matcher finds, in ${ROUNDS} random logs by random rules`, () => {
  let matched = 0;
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const dice = new Dice(randomFrom(seed));
    const rules = dice.times(1, 6, () => dice.times(1, 2, () => pattern(dice))).map(rule);
    const bytes = log(dice);
    const expected = slowly(bytes, rules);
    matched += Object.keys(expected).length;
    expect({
      seed,
      rules: rules.map(({ any }) => any),
      found: quickly(bytes, rules, dice),
    }).toEqual({
      seed,
      rules: rules.map(({ any }) => any),
      found: expected,
    });
  }
  expect(matched).toBeGreaterThan(ROUNDS);
}, 120_000);
