import { type Check, STAGES } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';

const TEXTS = ['title', 'why', 'fix'] as const;

/** Everything that is wrong with what a file exports as its checks. */
export function problemsOfChecks(found: unknown, known: readonly Check[]): Problem[] {
  if (!Array.isArray(found)) return [{ message: 'Its default export is no list of checks.' }];
  return found.flatMap((one: unknown, index) => {
    if (typeof one !== 'object' || one === null) {
      return [{ key: String(index), message: 'It is no check.' }];
    }
    const check = one as Partial<Check>;
    const others = [...known, ...(found.slice(0, index) as Partial<Check>[])];
    return problemsOf(check, others).map((problem) => ({
      ...problem,
      key: [typeof check.id === 'string' ? check.id : index, problem.key].join('.'),
    }));
  });
}

function problemsOf(
  { id, stage, run, ...texts }: Partial<Check>,
  others: readonly Partial<Check>[],
): Problem[] {
  const rules: readonly (readonly [key: string, holds: boolean, message: string])[] = [
    ['id', /^[a-z]+(-[a-z]+)*$/.test(id ?? ''), "It has to be lower-case words joined by '-'."],
    ['id', others.every((other) => other.id !== id), 'There is another check of that id.'],
    ['stage', STAGES.some((one) => one === stage), `It has to be one of ${STAGES.join(', ')}.`],
    ['run', typeof run === 'function', 'It has to be a function.'],
    ...TEXTS.map(
      (key) =>
        [key, typeof texts[key] === 'string' && texts[key] !== '', 'It is missing.'] as const,
    ),
  ];
  return rules.filter(([, holds]) => !holds).map(([key, , message]) => ({ key, message }));
}
