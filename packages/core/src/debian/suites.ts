import type { Problem } from '../errors';

/** The suites that are tried with every release of Flightline; others work if the mirror has them. */
export const TRIED_SUITES: readonly string[] = ['bullseye', 'bookworm', 'trixie'];

/** Names that mean another system next year, so that nothing built from them could be told apart by its name. */
const MOVING_SUITES: readonly string[] = [
  'experimental',
  'oldoldstable',
  'oldstable',
  'sid',
  'stable',
  'testing',
  'unstable',
];

const SUITE = /^[a-z][a-z0-9-]*$/;
// Debian Policy 5.6.1 (Source).
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;

/** What is wrong with a suite and packages as far as can be said without asking a mirror. */
export function debianProblems(suite: string, packages: readonly string[]): Problem[] {
  return [
    ...(SUITE.test(suite) ? [] : [{ message: `'${suite}' cannot be the name of a Debian suite.` }]),
    ...(MOVING_SUITES.includes(suite)
      ? [
          {
            message: `'${suite}' is another system from time to time.`,
            hint: `Name the suite by its code name, e.g. ${quoted(TRIED_SUITES)}.`,
          },
        ]
      : []),
    ...packages
      .filter((name) => !PACKAGE.test(name))
      .map((name) => ({ message: `'${name}' cannot be the name of a distribution package.` })),
  ];
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
