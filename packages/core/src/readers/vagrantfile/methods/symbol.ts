import type { Call } from '../evaluate/call';
import { inspect } from '../show';
import { type Sym, text } from '../values';
import { alias, pure } from './table';

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
