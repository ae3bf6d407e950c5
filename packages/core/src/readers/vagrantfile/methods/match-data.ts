import type { Call } from '../evaluate/call';
import type { Session } from '../evaluate/session';
import { dictOf } from '../show';
import { List, RubyObject, type Value } from '../values';

/** What `match` gives: groups by number and by name. */
export function matchData(
  session: Session,
  groups: readonly (readonly [Value, Value])[],
  captures: readonly Value[],
): Value {
  const made = new RubyObject(session.builtInClass('MatchData'));
  made.variables.set('groups', dictOf(groups));
  made.variables.set('captures', new List([...captures]));
  return made;
}

/** Methods of what `match` gives. */
export const MATCH_METHODS: Readonly<Record<string, (self: RubyObject, call: Call) => Value>> = {
  '[]': (self, call) => call.send(self.variables.get('groups') ?? null, '[]', call.arg(0)),
  to_s: (self, call) => call.send(self.variables.get('groups') ?? null, '[]', 0),
  captures: (self) => self.variables.get('captures') ?? null,
};
