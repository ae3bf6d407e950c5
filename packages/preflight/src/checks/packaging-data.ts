import { type Check, type Outcome, fail, pass, skip, unverified } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import {
  DATA_SETTINGS,
  type DataSettings,
  type Forecast,
  foretell,
  requiredData,
  shortfall,
} from '../packaging';

export const packagingData: Check<DataSettings> = {
  id: 'packaging-data',
  stage: 'source',
  title: 'Wheel and sdist will hold the data that the product needs',
  why: 'A file that lies in the tree and not in the wheel is found missing by whoever installs it: a page without its template, a service without its frontend.',
  fix: 'Tell the build back end of the files, so that they get into the wheel by both routes: from the tree, and from the sdist.',
  settings: DATA_SETTINGS,
  run: async ({ files, settings }) => {
    const { paths, vain } = requiredData(files, settings);
    const unmatched = vain.map((glob): Problem => ({ message: NO_FILE(glob) }));
    if (paths.length === 0 && unmatched.length === 0) {
      return skip('There is no file of the kinds that are asked for.');
    }
    const foretold = await foretell(files, settings.data);
    if (foretold === undefined) return skip('No build back end builds anything here.');
    if ('unknown' in foretold) {
      return unverified(`What '${foretold.unknown}' builds is not foretold.`, unmatched);
    }
    return judge(foretold.forecast, paths, unmatched, foretold.backEnd.name);
  },
};

const NO_FILE = (glob: string) =>
  `'${glob}' means no file that git keeps: where it is built first, stage 'artifact' looks for it.`;

function judge(
  forecast: Forecast,
  paths: readonly string[],
  unmatched: readonly Problem[],
  name: string,
): Outcome {
  const problems = shortfall(forecast, paths);
  if (problems.length > 0 && forecast.code.length > 0) {
    return unverified('What the build itself adds is not foretold.', [
      ...problems,
      ...forecast.code,
      ...unmatched,
    ]);
  }
  if (problems.length > 0) {
    const because = 'What will be built lacks what the product needs.';
    return fail(because, packagingData.fix, [...problems, ...unmatched]);
  }
  if (unmatched.length > 0) return unverified('Not all that is asked for is there yet.', unmatched);
  const count = `${paths.length} ${paths.length === 1 ? 'file' : 'files'} of data`;
  return pass(`${count}, in wheel and sdist (${name})`);
}
