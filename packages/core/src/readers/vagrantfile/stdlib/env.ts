// The environment. Only what the host gives counts: usually nothing, so that everyone reads the same.
import type { Call } from '../evaluate/call';
import { Dict, type Value, doubtOf, text } from '../values';

/** Variables that are set nearly everywhere, so that taking them as missing would be wrong nearly everywhere. */
const EVERYWHERE: readonly string[] = [
  'HOME',
  'USER',
  'USERNAME',
  'USERPROFILE',
  'LOGNAME',
  'PATH',
  'PWD',
  'SHELL',
  'HOSTNAME',
  'TERM',
  'LANG',
  'TMPDIR',
  'TEMP',
];

function variable(call: Call): Value {
  const name = call.text(call.known(call.arg(0)));
  const value = call.session.host.env[name];
  if (value !== undefined) return text(value);
  if (!EVERYWHERE.includes(name)) return null;
  return call.unsure(
    `The environment variable '${name}' differs from host to host.`,
    'Write the value itself, or give it in the box project.',
  );
}

function fetch(call: Call): Value {
  const value = variable(call);
  if (value !== null) return value;
  if (call.block !== undefined) return call.yield(call.arg(0));
  if (call.values.length > 1) return call.arg(1);
  const name = call.text(call.arg(0));
  return call.fault(
    'KeyError',
    `The environment variable '${name}' has no default.`,
    `Give a default: ENV.fetch('${name}', ...).`,
  );
}

const isSet = (call: Call): Value => {
  const value = variable(call);
  return doubtOf(value) ?? value !== null;
};

export const ENV: Readonly<Record<string, (call: Call) => Value>> = {
  '[]': variable,
  fetch,
  'key?': isSet,
  'has_key?': isSet,
  'include?': isSet,
  '[]=': (call) => call.arg(1),
  store: (call) => call.arg(1),
  delete: variable,
  to_h: () => new Dict(),
};
