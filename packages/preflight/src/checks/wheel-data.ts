import { type Check, fail, pass, skip, unverified } from '@flightline/core/check';
import type { ProjectFiles } from '@flightline/core/files';
import { FlightlineError, type Problem } from '@flightline/core/errors';
import { artifactsOf, noArtifact } from '../loading';
import {
  DATA_SETTINGS,
  type DataSettings,
  type Foretelling,
  foretell,
  isRecordOf,
  missingFrom,
  projectName,
  requiredData,
} from '../packaging';

export const wheelData: Check<DataSettings> = {
  id: 'wheel-data',
  stage: 'artifact',
  title: 'The wheel that was built holds the data that the product needs',
  why: 'What was foretold of a wheel is one thing, and what was built another: a frontend that is built first, a hook, an old build folder.',
  fix: 'Tell the build back end of the files; packaging-data says by which rule they are missing.',
  settings: DATA_SETTINGS,
  run: async (context) => {
    const { files, settings } = context;
    const shipped = await artifactsOf(context);
    const missing = shipped.filter(({ artifact }) => artifact === undefined);
    if (missing.length > 0) {
      return unverified('There is nothing to look at.', missing.map(noArtifact));
    }
    const name = await projectName(files);
    const records = shipped
      .flatMap(({ artifact }) => artifact?.records ?? [])
      .filter((record) => name !== undefined && isRecordOf(record, name));
    if (records.length === 0) return skip('There is no wheel of the project in the artifact.');
    const required = requiredData(files, settings);
    const foretold = await foretoldOf(files, settings);
    const problems = records.flatMap((record) =>
      missingFrom(record, required, foretold).map((path) => asProblem(record.file, path)),
    );
    const count = required.paths.length + required.vain.length;
    return problems.length > 0
      ? fail('A wheel lacks what the product needs.', wheelData.fix, problems)
      : pass(`${count} ${count === 1 ? 'entry' : 'entries'} of data in ${told(records.length)}`);
  },
};

const told = (count: number) => (count === 1 ? 'its RECORD' : `each of ${count} RECORDs`);

const asProblem = (file: string, path: string): Problem => ({
  file,
  message: `It does not list '${path}'.`,
});

/** What cannot be foretold is proved all the same: the wheel is there. */
async function foretoldOf(files: ProjectFiles, { data }: DataSettings): Promise<Foretelling> {
  try {
    return await foretell(files, data);
  } catch (error) {
    if (error instanceof FlightlineError) return undefined;
    throw error;
  }
}
