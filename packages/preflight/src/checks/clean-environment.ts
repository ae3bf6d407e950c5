import { type Check, type Outcome, fail, pass, skip, unverified } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { ModuleStarts, ProcessStart } from '@flightline/core/readers/python-starts';
import { ENVIRONMENT_SETTINGS, type EnvironmentSettings, startsOf } from '../environment';

export const cleanEnvironment: Check<EnvironmentSettings> = {
  id: 'clean-environment',
  stage: 'source',
  title: 'Every process is started with a clean environment',
  why: 'A program of the box that inherits what the launcher of a frozen program set gets its libraries, its Python and its certificates, and dies or does something else.',
  fix: 'Pass the environment that the sanitiser makes: env=get_clean_env().',
  settings: ENVIRONMENT_SETTINGS,
  run: async ({ files, settings }) => judge(await startsOf(files, settings), settings),
};

function judge(modules: readonly ModuleStarts[], { sanitiser }: EnvironmentSettings): Outcome {
  if (modules.every(({ sanitisers }) => sanitisers.length === 0)) {
    return skip(`No function '${sanitiser}' is defined in the Python code.`);
  }
  const leaking = modules.flatMap((module) => [...flaws(module), ...starts(module, 'leaking')]);
  const open = modules.flatMap((module) => [...broken(module), ...starts(module, 'unverified')]);
  if (leaking.length > 0) {
    return fail('Processes inherit what belongs to the product alone.', cleanEnvironment.fix, [
      ...leaking,
      ...open,
    ]);
  }
  if (open.length > 0) {
    return unverified('Of some processes nobody knows which environment they get.', open);
  }
  const count = modules.reduce((sum, module) => sum + module.starts.length, 0);
  return pass(`${count} process ${count === 1 ? 'start' : 'starts'}, all by ${sanitiser}()`);
}

function flaws({ file, sanitisers }: ModuleStarts): Problem[] {
  return sanitisers.flatMap(({ line, column, flaws: found }) =>
    found.map((message) => ({ file, line, column, message })),
  );
}

const SAYS = {
  leaking: 'gets the environment of the product',
  unverified: 'gets an environment of which nobody knows where it comes from',
} as const;

function starts({ file, starts: all }: ModuleStarts, kind: keyof typeof SAYS): Problem[] {
  return all
    .filter(({ verdict }) => verdict.kind === kind)
    .map((start) => ({ file, line: start.line, column: start.column, message: says(start, kind) }));
}

const says = ({ call, verdict }: ProcessStart, kind: keyof typeof SAYS): string =>
  `What ${call} starts ${SAYS[kind]}: ${verdict.flow.join('; ')}.`;

const broken = ({ file, syntaxError }: ModuleStarts): Problem[] =>
  syntaxError === undefined
    ? []
    : [
        {
          file,
          ...syntaxError,
          message: 'There is a syntax error, so nothing is known of this file.',
        },
      ];
