import { type Check, fail, pass } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import {
  INCIDENTS_FOLDER,
  type Incident,
  parseIncident,
  unproven,
} from '@flightline/core/incidents';

interface Settings {
  folder: string;
}

export const openIncidents: Check<Settings> = {
  id: 'open-incidents',
  stage: 'release',
  title: 'No incident of high severity is open',
  why: 'A failure that was worth a document and whose fix nothing has proven is released with the product.',
  fix: "Mend it, run its boxes with the new artifact, then 'nx run <release>:triage' closes it; or waive it until a date.",
  settings: {
    properties: {
      folder: {
        description: 'Folder of the incidents, relative to the release project.',
        type: 'string',
        minLength: 1,
        default: INCIDENTS_FOLDER,
      },
    },
  },
  run: async ({ files, settings: { folder } }) => {
    const incidents: Incident[] = [];
    for (const path of files.find(`${folder}/*.md`)) {
      const incident = await files.read(path, parseIncident);
      if (incident !== undefined) incidents.push(incident);
    }
    const problems = incidents.filter(({ severity }) => severity === 'high').flatMap(problemIn);
    if (problems.length > 0)
      return fail('There are incidents of high severity.', openIncidents.fix, problems);
    return pass(detailOf(incidents));
  },
};

const SAYS = { open: 'is open', flaky: 'is flaky, so that no green run proves a fix' } as const;

/** A state that was written by hand closes nothing. */
function problemIn(incident: Incident): Problem[] {
  const { title, state, file, line } = incident;
  if (state !== 'closed') return [{ file, line, message: `'${title}' ${SAYS[state]}.` }];
  const boxes = unproven(incident).map(({ box }) => box);
  if (boxes.length === 0) return [];
  const lacks = `holds no green run with another artifact of ${boxes.join(', ')}`;
  return [{ file, line, message: `'${title}' says that it is closed, and ${lacks}.` }];
}

function detailOf(incidents: readonly Incident[]): string | undefined {
  const open = incidents.filter(({ state }) => state !== 'closed').length;
  return open === 0 ? undefined : `${open} of lower severity ${open === 1 ? 'is' : 'are'} open`;
}
