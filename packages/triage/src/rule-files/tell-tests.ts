import { createColors } from 'picocolors';
import type { LoadedRules } from './load';
import type { BrokenExample } from './test-rules';

const paint = createColors(true);

const SHOULD = { matches: 'should match and does not', mustNotMatch: 'should not match and does' };

/** What the examples said, as painted lines. */
export function tellTests(
  { files, rules }: LoadedRules,
  builtIn: number,
  { examples, broken }: { examples: number; broken: readonly BrokenExample[] },
): string[] {
  const own = files.length === 0 ? 'no rule files' : `${rules.length} in ${files.join(', ')}`;
  return [
    `${builtIn} built-in rules, ${own}`,
    ...broken.flatMap(({ rule, kind, text, matched }) => [
      `${paint.red('✗')} ${paint.bold(rule)} ${SHOULD[kind]}:`,
      ...text.split('\n').map((line) => `    ${line}`),
      ...(kind === 'mustNotMatch' || matched.length === 0
        ? []
        : [`  It is matched by ${matched.join(', ')}.`]),
    ]),
    broken.length === 0
      ? `${paint.green('✓')} ${examples} examples hold`
      : paint.red(`${broken.length} of ${examples} examples do not hold`),
  ];
}
