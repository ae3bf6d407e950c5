import { type Check, fail, pass, skip, unverified, warn } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { ModuleStarts } from '@flightline/core/readers/python-starts';
import type { Prediction } from '@flightline/core/predictions';
import { ENVIRONMENT_SETTINGS, type EnvironmentSettings, isClean, startsOf } from '../environment';
import { type Leak, artifactsOf, leaksOf, librariesIn, loadable, noArtifact } from '../loading';
import { systemsOf } from '../systems';

const ID = 'elf-leak';

export const elfLeak: Check<EnvironmentSettings> = {
  id: ID,
  stage: 'artifact',
  title: 'No program of a box dies of the libraries of the artifact',
  why: 'A program of the box that inherits the library path of a frozen program gets its libraries. Where they are older than it needs, or need more than the box has, it dies before its first line.',
  fix: 'Start programs of the system with an environment without that path, or bundle no library that the boxes bring.',
  settings: ENVIRONMENT_SETTINGS,
  run: async (context) => {
    const shipped = await artifactsOf(context);
    const missing = shipped.filter(({ artifact }) => artifact === undefined);
    if (missing.length > 0) {
      return unverified('There is nothing to look at.', missing.map(noArtifact));
    }
    const leaks = shipped.flatMap(({ artifact, boxes }) =>
      leaksOf(loadable(artifact?.elves ?? []), systemsOf(boxes, context.releaseRoot)),
    );
    if (leaks.length > 0) {
      const modules = await startsOf(context.files, context.settings);
      if (isClean(modules))
        return pass(`${told(leaks)}, were it not for ${context.settings.sanitiser}()`);
      const because = 'Programs of boxes die when they inherit the library path of the artifact.';
      const isCertain = leaks.some(({ kind }) => kind === 'dies') && modules.some(leaksSome);
      return {
        ...(isCertain ? fail : warn)(because, elfLeak.fix, leaks.map(asProblem)),
        predictions: leaks.flatMap(predictionsOf),
      };
    }
    const libraries = shipped.flatMap(({ artifact }) => librariesIn(artifact?.elves ?? []));
    return libraries.length === 0
      ? skip('The artifact brings no library.')
      : pass(`${libraries.length} ${libraries.length === 1 ? 'library' : 'libraries'} bundled`);
  },
};

const leaksSome = ({ starts }: ModuleStarts): boolean =>
  starts.some(({ verdict }) => verdict.kind === 'leaking');

/** `debian12, ubuntu24 would break` */
const told = (leaks: readonly Leak[]): string =>
  `${[...new Set(leaks.flatMap(({ boxes }) => boxes))].sort().join(', ')} would break`;

function asProblem({ kind, file, because, programs, boxes }: Leak): Problem {
  const where = boxes.map((box) => `'${box}'`).join(', ');
  const who = programs.length === 0 ? 'Programs' : programs.slice(0, 3).join(', ');
  const message =
    kind === 'dies'
      ? `${who} of ${where} will fail with it: ${because}.`
      : `Programs of ${where} may fail with it: ${because}.`;
  return { file, message };
}

/** Only what is certain is foretold. */
function predictionsOf({ kind, file, because, programs, boxes }: Leak): Prediction[] {
  if (kind === 'may') return [];
  const who = programs.slice(0, 3).join(', ');
  const message = `${who} will fail when started with the library path of the artifact: ${because}.`;
  return boxes.map((box) => ({ box, check: ID, kind: 'leak', message, file }));
}
