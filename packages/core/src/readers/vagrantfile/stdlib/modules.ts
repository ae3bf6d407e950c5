import type { Call } from '../evaluate/call';
import type { Session } from '../evaluate/session';
import { MATCH_METHODS } from '../methods/match-data';
import { VAGRANT_MODULES } from '../vagrant/vagrant';
import { PLAIN_MODULES, STDLIB } from '.';
import { ERROR_METHODS, errorAbove } from './errors';
import { STRUCT_METHODS } from './struct';
import { RubyObject, type Value } from '../values';

/** Makes the names of Ruby's own classes and modules known. */
export function defineBuiltIn(session: Session): void {
  for (const name of [...Object.keys(STDLIB), ...PLAIN_MODULES, ...VAGRANT_MODULES])
    session.builtInClass(name);
  for (const name of PLAIN_MODULES) {
    const above = errorAbove(name);
    if (above !== undefined) session.builtInClass(name).superclass = session.builtInClass(above);
  }
  session.builtInValues.set('File::SEPARATOR', session.text('/'));
  addMethods('Struct', STRUCT_METHODS, session);
  addMethods('Exception', ERROR_METHODS, session);
  addMethods('MatchData', MATCH_METHODS, session);
}

type ObjectMethods = Readonly<Record<string, (self: RubyObject, call: Call) => Value>>;

function addMethods(type: string, methods: ObjectMethods, session: Session): void {
  const owner = session.builtInClass(type);
  for (const [name, run] of Object.entries(methods)) {
    owner.methods.set(name, {
      name,
      owner,
      frame: session.bareFrame,
      code: (self, _, call) => (self instanceof RubyObject ? run(self, call) : null),
    });
  }
}
