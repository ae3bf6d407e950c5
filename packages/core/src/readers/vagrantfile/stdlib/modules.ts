import type { Session } from '../evaluate/session';
import { VAGRANT_MODULES } from '../vagrant/vagrant';
import { PLAIN_MODULES, STDLIB } from '.';
import { STRUCT_METHODS } from './struct';
import { RubyObject } from '../values';

/** Makes the names of Ruby's own classes and modules known. */
export function defineBuiltIn(session: Session): void {
  for (const name of [...Object.keys(STDLIB), ...PLAIN_MODULES, ...VAGRANT_MODULES])
    session.builtInClass(name);
  session.builtInValues.set('File::SEPARATOR', session.text('/'));
  const struct = session.builtInClass('Struct');
  for (const [name, run] of Object.entries(STRUCT_METHODS)) {
    struct.methods.set(name, {
      name,
      owner: struct,
      frame: session.bareFrame,
      code: (self, _, call) => (self instanceof RubyObject ? run(self, call) : null),
    });
  }
}
