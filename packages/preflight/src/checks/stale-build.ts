import { type Check, pass, skip, warn } from '@flightline/core/check';
import { foretell, stale } from '../packaging';

export const staleBuild: Check = {
  id: 'stale-build',
  stage: 'release',
  title: 'No earlier build changes what the next one packs',
  why: 'The next build of setuptools packs what lies in build/lib, and lists again what an old SOURCES.txt says: its wheel holds files that are long gone, or has by accident what a fresh clone lacks.',
  fix: 'Remove build/ and *.egg-info, or build in a fresh clone.',
  run: async ({ files, releaseRoot }) => {
    const built = await foretell(files, ['**']);
    if (built === undefined || 'unknown' in built || built.backEnd.name !== 'setuptools') {
      return skip('Only setuptools packs what earlier builds left.');
    }
    const problems = await stale(built, files, releaseRoot);
    return problems.length === 0
      ? pass()
      : warn('What earlier builds left changes the next one.', staleBuild.fix, problems);
  },
};
