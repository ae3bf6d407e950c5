import { posix } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import type { VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import type { Release } from '../box-project';
import { type Import, withImport } from '../import/import';
import { type ImportPlan, planImport } from '../import/plan-import';
import { type ReadVagrantfile, readFor } from '../import/read';
import { withLines } from '../lines';
import type { Plan } from '../plan';
import { notRunnableYet } from '../runnable';
import type { Workspace } from '../workspace';
import { readRequest } from './request';
import type { MatrixGeneratorSchema } from './schema';

/**
 * Decides the boxes of the machines in a Vagrantfile. Raises OPTIONS_INVALID, FILE_UNREADABLE and
 * VAGRANTFILE_UNCLEAR, each with all that is wrong.
 */
export async function planMatrix(
  workspace: Workspace,
  options: MatrixGeneratorSchema,
  read: ReadVagrantfile,
): Promise<Plan> {
  const { release, wanted } = readRequest(workspace, options);
  const reading = await readFor(workspace, release, wanted, read);
  rejectProblems(
    'OPTIONS_INVALID',
    `These options do not fit to '${posix.join(release.root, wanted.vagrantfile)}'.`,
    'Run the generator again with other options. Nothing was written.',
    nameProblems(wanted, reading),
  );
  const plan = planImport(workspace, release, wanted, reading);
  const path = posix.join(release.root, 'project.json');
  const removed = options.prune === true ? plan.gone.map(({ root }) => root) : [];
  return {
    json: { ...plan.projects, [path]: withImport(workspace.json(path), wanted) },
    derived: without(plan.records, removed),
    text: ignored(workspace, release, wanted),
    removed,
    remarks: plan.remarks,
    summary: [
      ...plan.changes,
      ...goneSentence(plan, removed),
      `The matrix of '${release.name}' has ${Object.keys(plan.boxes).length} boxes from '${posix.join(release.root, wanted.vagrantfile)}'.`,
      ...notRunnableYet(plan.boxes),
      `next: nx run-many -t vm-run -p tag:matrix:${release.name}`,
    ],
  };
}

/**
 * What a box takes from the Vagrantfile stands in its vagrant.json. For Nx the Vagrantfile itself would be a source
 * of the release project, whose every edit concerns all boxes; so Nx must not see it, and neither must the build.
 */
function ignored(
  workspace: Workspace,
  { root }: Release,
  { vagrantfile }: Import,
): Record<string, string> {
  const path = posix.join(root, vagrantfile);
  const dockerignore = posix.join(root, '.dockerignore');
  const admitsAll = !/^\*$/m.test(workspace.text(dockerignore) ?? '*');
  return {
    ...(posix.basename(path) === 'Vagrantfile' && withLines(workspace, '.nxignore', [path])),
    ...(admitsAll &&
      !vagrantfile.startsWith('..') &&
      withLines(workspace, dockerignore, [vagrantfile])),
  };
}

/** Machines and providers that the options name and the Vagrantfile does not. */
function nameProblems(
  { machines = [], answers = {}, provider }: Import,
  reading: VagrantfileReading,
): Problem[] {
  const names = reading.machines.map(({ name }) => name);
  const providers = [
    ...new Set(reading.machines.flatMap((machine) => Object.keys(machine.providers))),
  ];
  return [
    ...unknownNames('machines', 'machine', machines, names),
    ...unknownNames('set', 'machine', Object.keys(answers), names),
    ...unknownNames('provider', 'provider', provider === undefined ? [] : [provider], providers),
  ];
}

function unknownNames(
  key: string,
  what: string,
  asked: readonly string[],
  known: readonly string[],
): Problem[] {
  const hint = `Those it names: ${known.join(', ') || 'none'}.`;
  return asked
    .filter((name) => !known.includes(name))
    .map((name) => ({ key, message: `The Vagrantfile names no ${what} '${name}'.`, hint }));
}

function without<T>(
  files: Readonly<Record<string, T>>,
  folders: readonly string[],
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => !folders.includes(posix.dirname(path))),
  );
}

function goneSentence({ gone }: ImportPlan, removed: readonly string[]): string[] {
  if (gone.length === 0) return [];
  const names = gone.map(({ name }) => `'${name}'`).join(', ');
  return removed.length > 0
    ? [`Removed, because their machines are gone: ${names}.`]
    : [`Without a machine in the Vagrantfile: ${names}. Remove them with --prune.`];
}
