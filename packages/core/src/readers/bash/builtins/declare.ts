import type { Assignment } from 'unbash';
import type { Run } from '../session';
import { onlyText } from '../values';
import { EMPTY, argumentsOf, fieldsOf } from '../variables';
import { assign } from '../words/assign';
import type { Field } from '../words/expand';
import { type Builtin, hasOption, isOption, namesIn } from './builtin';

/** Those that make a variable one of the function they stand in. */
const LOCAL = new Set(['local', 'declare', 'typeset']);

/** `local a`, `declare -A b` */
export const declare: Builtin = ({ command, words }, run) => {
  const { variables } = run.state;
  const keyed = hasOption(words, 'A');
  for (const name of namesIn(words)) {
    makeLocal(command, name, run);
    if (LOCAL.has(command) && (command === 'local' || !variables.has(name)))
      variables.set(name, { ...EMPTY, keyed });
  }
};

/** `local a=b`, `declare -A b=([c]=d)`, `export d=e` */
export function declareAssigned(
  command: string,
  options: readonly Field[],
  assignments: readonly Assignment[],
  run: Run,
): void {
  const keyed = hasOption(options.filter(isOption), 'A');
  for (const assignment of assignments) {
    makeLocal(command, assignment.name, run);
    assign(assignment, run, { keyed });
  }
}

/** What the variable was comes back when the function ends. */
function makeLocal(command: string, name: string, { locals, state }: Run): void {
  if (LOCAL.has(command) && locals?.has(name) === false) {
    locals.set(name, state.variables.get(name));
  }
}

export const unset: Builtin = ({ words }, run) => {
  for (const name of namesIn(words)) run.state.variables.delete(name);
};

/** `set -- a b` */
export const set: Builtin = ({ words, origin }, run) => {
  const at = words.findIndex(({ value }) => onlyText(value) === '--');
  if (at !== -1) run.state.positional = argumentsOf(words.slice(at + 1), origin);
};

export const shift: Builtin = ({ words: [count], origin }, run) => {
  const by = Number(onlyText(count?.value) ?? '1') || 1;
  run.state.positional = argumentsOf(fieldsOf(run.state.positional).slice(by), origin);
};
