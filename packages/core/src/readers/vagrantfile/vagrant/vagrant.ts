// What `Vagrant` itself answers.
import type { Call } from '../evaluate/call';
import { type Methods, open, pure } from '../methods/table';
import type { Value } from '../values';

const HOST = 'Write the value itself, or give it in the box project.';
const ofHost = (_: Value, call: Call) =>
  call.unsure('It depends on the host that runs Vagrant.', HOST);

/** A plugin is taken as missing, and asked for, so that a file that insists on it can be read again with it. */
function hasPlugin(_: Value, call: Call): Value {
  const name = call.text(call.arg(0));
  if (call.session.plugins.has(name)) return true;
  call.session.missedPlugins.add(name);
  return false;
}

export const VAGRANT: Readonly<Record<string, Methods<Value>>> = {
  Vagrant: {
    ...open<Value>({
      configure: (_, call) => {
        call.session.vagrant.configure(call);
        return null;
      },
      require_version: () => null,
    }),
    ...pure<Value>({ 'has_plugin?': hasPlugin }),
  },
  'Vagrant::Config': open<Value>({
    run: (_, call) => {
      call.session.vagrant.configure(call);
      return null;
    },
  }),
  'Vagrant::Util::Platform': pure<Value>(
    Object.fromEntries(
      ['windows?', 'darwin?', 'linux?', 'wsl?', 'cygwin?', 'bit64?', 'platform'].map((name) => [
        name,
        ofHost,
      ]),
    ),
  ),
};

/** Modules that lead to them. */
export const VAGRANT_MODULES: readonly string[] = ['Vagrant::Util'];
