// What a rescued error answers to.
import type { Call } from '../evaluate/call';
import type { RubyObject, Value } from '../values';
import { text } from '../values';

/** Where an error keeps what it says; no name of Ruby's. */
export const MESSAGE = 'message';

const HINT = 'Write the value itself, or give it in the box project.';

const said = (self: RubyObject, call: Call): Value =>
  self.variables.get(MESSAGE) ?? call.unsure('The text of this error is not known.', HINT);

const notKnown = (_: RubyObject, call: Call): Value =>
  call.unsure('Where an error comes from is not known.', HINT);

export const ERROR_METHODS: Readonly<Record<string, (self: RubyObject, call: Call) => Value>> = {
  initialize: (self, call) => {
    self.variables.set(MESSAGE, call.values.length > 0 ? call.arg(0) : text(self.type.name));
    return null;
  },
  message: said,
  to_s: said,
  full_message: notKnown,
  inspect: notKnown,
  backtrace: notKnown,
};

/** The class above each class of errors. Those that are not named here stand below StandardError. */
const ABOVE: Readonly<Record<string, string>> = {
  StandardError: 'Exception',
  ScriptError: 'Exception',
  SystemExit: 'Exception',
  LoadError: 'ScriptError',
  NotImplementedError: 'ScriptError',
  KeyError: 'IndexError',
  NoMethodError: 'NameError',
  'Errno::ENOENT': 'SystemCallError',
};

/** The class above a class of errors; undefined for any other class. */
export const errorAbove = (name: string): string | undefined =>
  ABOVE[name] ?? (/Error$|DisallowedClass$/.test(name) ? 'StandardError' : undefined);
