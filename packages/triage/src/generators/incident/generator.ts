import { posix } from 'node:path';
import { type GeneratorCallback, type Tree, getProjects, logger } from '@nx/devkit';
import { FlightlineError, UserError, readableError } from '@flightline/core/errors';
import { INCIDENTS_FOLDER, type Incident, parseIncident } from '@flightline/core/incidents';
import { BOX_DEFAULTS } from '@flightline/core/model';
import type { TriageReport } from '../../executors/triage/report';
import { openIncident } from '../../incidents/open';
import type { IncidentGeneratorSchema } from './schema';

export default function generator(tree: Tree, options: IncidentGeneratorSchema): GeneratorCallback {
  try {
    const { evidenceDir = BOX_DEFAULTS.evidenceDir, release, ...wishes } = options;
    const project = releaseProject(tree, release);
    const report = readReport(tree, project, evidenceDir);
    const { path, text } = openIncident(report, wishes, {
      releaseRoot: project.root,
      incidents: incidentsIn(tree, project.root),
      isTaken: (file) => tree.exists(file),
    });
    tree.write(path, text);
    return () => logger.info(`\n'${path}' is open. Complete its root cause and its fix.`);
  } catch (error) {
    throw readableError(error);
  }
}

interface Release {
  name: string;
  root: string;
}

function releaseProject(tree: Tree, wanted: string | undefined): Release {
  const all = [...getProjects(tree)]
    .filter(([, { tags = [] }]) => tags.includes('type:release'))
    .map(([name, { root }]) => ({ name, root }));
  const fitting = all.filter(({ name }) => wanted === undefined || name === wanted);
  const [only, ...more] = fitting;
  if (only !== undefined && more.length === 0) return only;
  throw new UserError(
    'OPTIONS_INVALID',
    wanted === undefined
      ? `It is not clear which release project is meant: there are ${all.length}.`
      : `There is no release project '${wanted}'.`,
    `Release projects have the tag 'type:release': ${all.map(({ name }) => name).join(', ') || 'none'}.`,
  );
}

function readReport(tree: Tree, { name, root }: Release, evidenceDir: string): TriageReport {
  const path = posix.join(root, evidenceDir, 'triage/triage.json');
  const next = `Run: nx run ${name}:triage`;
  const text = tree.read(path, 'utf8');
  if (text === null) throw new UserError('OPTIONS_INVALID', `There is no '${path}'.`, next);
  try {
    const report = JSON.parse(text) as { schemaVersion?: unknown; release?: unknown };
    if (report.schemaVersion === 1 && report.release === name) return report as TriageReport;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError('OPTIONS_INVALID', `'${path}' is no report about '${name}'.`, next);
}

/** Those that can be followed; triage tells of the others. */
function incidentsIn(tree: Tree, root: string): Incident[] {
  const folder = posix.join(root, INCIDENTS_FOLDER);
  return tree
    .children(folder)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => {
      const path = posix.join(folder, name);
      try {
        return parseIncident(tree.read(path, 'utf8') ?? '', path) ?? [];
      } catch (error) {
        if (error instanceof FlightlineError) return [];
        throw error;
      }
    });
}
