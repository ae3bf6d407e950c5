import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, UserError } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import { type SourceDocument, parseYaml } from '@flightline/core/readers/yaml';
import type { ReportWaiver } from '@flightline/core/report';
import { keyOf, validator } from '../settings';
import { nearestPosition } from '../nearest-position';

/** A promise to put up with findings of a check for a time. */
export interface Waiver extends Required<ReportWaiver> {
  check: string;
  /** Glob of files, relative to the release project. */
  file?: string;
  key?: string;
  /** Where it stands. */
  place: Pick<Problem, 'file' | 'line' | 'column'>;
}

/** The last day on which a waiver holds is over. `today` as `YYYY-MM-DD`. */
export const isExpired = ({ expires }: Waiver, today: string): boolean => expires < today;

export const stillHolding = (waivers: readonly Waiver[], today: string): Waiver[] =>
  waivers.filter((waiver) => !isExpired(waiver, today));

/** From beside `src` and `dist` alike. */
const SCHEMA = join(__dirname, '../../schemas/waivers.schema.json');

/** The waivers of a YAML or JSON file; none where there is no file. Raises WAIVERS_INVALID with all that is wrong. */
export async function readWaivers(files: ProjectFiles, path: string): Promise<Waiver[]> {
  if (files.kind(path) === 'missing') return [];
  const document = await files.read(path, parseYaml);
  const problems = mistakesIn(document);
  if (problems.length > 0) {
    const title = `The waivers in '${document.file}' cannot be used.`;
    throw new UserError('WAIVERS_INVALID', title, 'Correct what is listed.', { problems });
  }
  const waivers = document.value(['waivers']) as Omit<Waiver, 'place'>[];
  return waivers.map((waiver, index) => ({
    ...waiver,
    place: { file: document.file, ...nearestPosition(document, ['waivers', index]) },
  }));
}

function mistakesIn(document: SourceDocument): Problem[] {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const data = document.value([]);
  const found = validator(schema)(data);
  const days = found.length > 0 ? [] : impossibleDays(document);
  return [...found, ...days].map((problem) => ({
    file: document.file,
    ...nearestPosition(document, problem.path),
    ...(problem.path.length === 0 ? {} : { key: keyOf(problem) }),
    message: problem.message,
  }));
}

/** The schema sees the form of a date and not that February has no 31st. */
function impossibleDays(document: SourceDocument) {
  const waivers = document.value(['waivers']) as Pick<Waiver, 'expires'>[];
  return waivers.flatMap(({ expires }, index) => {
    const day = new Date(`${expires}T00:00:00Z`);
    const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(expires);
    return exists
      ? []
      : [{ path: ['waivers', index, 'expires'], message: `There is no day '${expires}'.` }];
  });
}
