import type { Call } from '../evaluate/call';
import { compare, floatText, same } from '../show';
import { Float, List, type Value, text } from '../values';
import { ROUNDING } from './rounding';
import { type Methods, alias, pure } from './table';

type Numeric = number | Float;

const raw = (value: Numeric) => (typeof value === 'number' ? value : value.value);

/** A result is a whole number only where both sides are. */
function result(value: number, whole: boolean, call: Call): Value {
  if (!whole) return new Float(value);
  if (Number.isSafeInteger(value)) return value;
  return call.unsure('A number this large is not understood.', 'Write the value itself.');
}

type Operation = (left: number, right: number, whole: boolean) => number;

const binary =
  (operation: Operation, name: string) =>
  (self: Numeric, call: Call): Value => {
    const other = call.arg(0);
    if (typeof other !== 'number' && !(other instanceof Float)) {
      return call.fault(
        'TypeError',
        `'${name}' needs two numbers.`,
        'Convert the text with to_i, or write a number.',
      );
    }
    const whole = typeof self === 'number' && typeof other === 'number';
    if (whole && other === 0 && (name === '/' || name === '%'))
      return call.fault('ZeroDivisionError', 'It divides by zero.', 'Correct the division.');
    return result(operation(raw(self), raw(other), whole), whole, call);
  };

const modulo = (left: number, right: number) => left - right * Math.floor(left / right);

const OPERATIONS: readonly (readonly [name: string, operation: Operation])[] = [
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right, whole) => (whole ? Math.floor(left / right) : left / right)],
  ['%', modulo],
  ['modulo', modulo],
  ['**', (left, right) => left ** right],
  ['&', (left, right) => Number(BigInt(left) & BigInt(right))],
  ['|', (left, right) => Number(BigInt(left) | BigInt(right))],
  ['<<', (left, right) => left * 2 ** right],
  ['>>', (left, right) => Math.floor(left / 2 ** right)],
  ['div', (left, right) => Math.floor(left / right)],
];

const NUMERIC: Methods<Numeric> = pure<Numeric>({
  ...Object.fromEntries(OPERATIONS.map(([name, operation]) => [name, binary(operation, name)])),
  '-@': (self) => (typeof self === 'number' ? -self : new Float(-self.value)),
  '+@': (self) => self,
  abs: (self) => (typeof self === 'number' ? Math.abs(self) : new Float(Math.abs(self.value))),
  to_i: (self) => Math.trunc(raw(self)),
  to_f: (self) => new Float(raw(self)),
  fdiv: (self, call) => new Float(raw(self) / raw(call.arg(0) as Numeric)),
  ...ROUNDING,
  'eql?': (self, call) => typeof self === typeof call.arg(0) && same(self, call.arg(0)),
  'zero?': (self) => raw(self) === 0,
  'positive?': (self) => raw(self) > 0,
  'negative?': (self) => raw(self) < 0,
  'between?': (self, call) =>
    raw(self) >= raw(call.arg(0) as Numeric) && raw(self) <= raw(call.arg(1) as Numeric),
  clamp: (self, call) =>
    [self, call.arg(0), call.arg(1)].sort((a, b) => compare(a, b) ?? 0)[1] ?? null,
  divmod: (self, call) =>
    new List([
      call.send(call.send(self, '/', call.arg(0)), 'floor'),
      call.send(self, '%', call.arg(0)),
    ]),
  '==': (self, call) => same(self, call.arg(0)),
  to_s: (self, call) =>
    text(
      typeof self === 'number'
        ? self.toString(typeof call.arg(0) === 'number' ? (call.arg(0) as number) : 10)
        : floatText(self.value),
    ),
});

const counted = (self: number, call: Call, from: number, to: number, step: number): Value => {
  const items: number[] = [];
  for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
    call.session.charge(1, call.node, call.env);
    items.push(at);
  }
  if (call.block === undefined) return new List(items);
  for (const at of items) call.yield(at);
  return self;
};

const limit = (value: Value, call: Call): number => raw(call.known(value) as Numeric);

const INTEGER_ONLY = pure<number>({
  times: (self, call) => counted(self, call, 0, self - 1, 1),
  upto: (self, call) => counted(self, call, self, limit(call.arg(0), call), 1),
  downto: (self, call) => counted(self, call, self, limit(call.arg(0), call), -1),
  step: (self, call) => stepped(self, call),
  'even?': (self) => self % 2 === 0,
  'odd?': (self) => self % 2 !== 0,
  'integer?': () => true,
  succ: (self) => self + 1,
  pred: (self) => self - 1,
  chr: (self) => text(String.fromCodePoint(self)),
  ord: (self) => self,
  digits: (self) =>
    new List(
      Array.from(String(Math.abs(self)))
        .reverse()
        .map(Number),
    ),
});

function stepped(self: number, call: Call): Value {
  const to = call.keyword('to') ?? call.arg(0);
  const step = call.keyword('by') ?? (call.values.length > 1 ? call.arg(1) : 1);
  if (typeof to !== 'number' || typeof step !== 'number' || step === 0) {
    return call.unsure('This use of step is not understood.', 'Count with whole numbers.');
  }
  return counted(self, call, self, to, step);
}

export const INTEGER = alias<number>(
  { ...(NUMERIC as Methods<number>), ...INTEGER_ONLY },
  {
    to_int: 'to_i',
    truncate: 'to_i',
    next: 'succ',
    inspect: 'to_s',
    magnitude: 'abs',
  },
);

export const FLOAT = alias<Float>(
  {
    ...(NUMERIC as Methods<Float>),
    ...pure<Float>({ 'nan?': (self) => Number.isNaN(self.value), 'integer?': () => false }),
  },
  { to_int: 'to_i', truncate: 'to_i', inspect: 'to_s' },
);
