import { type Check, type Outcome, fail, pass, skip } from '@flightline/core/check';
import { matcher } from '@flightline/core/files';
import { buildTargets } from './builds';

/** By any name that engines and people give it. */
const DOCKERFILES = [
  '**/{Dockerfile,dockerfile,Containerfile,containerfile}',
  '**/{Dockerfile,dockerfile,Containerfile,containerfile}.*',
  '**/*.{Dockerfile,dockerfile,Containerfile,containerfile}',
];

export const single: Check<{ allowed: readonly string[] }> = {
  id: 'dockerfile-single',
  stage: 'source',
  title: 'There is exactly one Dockerfile',
  why: 'Of two Dockerfiles one is not tested, and sooner or later it is the one that somebody builds.',
  fix: "Make one of them with several stages, and remove the others; what has to stay goes into the setting 'allowed'.",
  settings: {
    properties: {
      allowed: {
        description: 'Globs of further Dockerfiles, e.g. of test data.',
        type: 'array',
        items: { type: 'string' },
        default: ['**/fixtures/**'],
      },
    },
  },
  run: ({ files, targets, settings: { allowed } }) => {
    const isAllowed = matcher(allowed);
    const found = files
      .find(...DOCKERFILES)
      .filter((path) => !path.endsWith('.dockerignore') && !isAllowed(path));
    const built = buildTargets(targets).map(({ file }) => file);
    return Promise.resolve(judge(found, built, (path) => files.name(path)));
  },
};

function judge(
  found: readonly string[],
  built: readonly string[],
  name: (path: string) => string,
): Outcome {
  const main = found.find((path) => built.includes(path)) ?? found[0];
  if (main === undefined) return skip('There is no Dockerfile.');
  const others = found.filter((path) => path !== main);
  if (others.length === 0) return pass(name(main));
  return fail(
    `There are ${found.length} Dockerfiles.`,
    single.fix,
    others.map((path) => ({ file: name(path), message: `It stands beside '${name(main)}'.` })),
  );
}
