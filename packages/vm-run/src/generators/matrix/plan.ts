import { posix } from 'node:path';
import { rejectProblems } from '@flightline/core/errors';
import { LOCK_FILE } from '../../images';
import type { Release } from '../box-project';
import { withBuildContext } from '../build-context';
import type { GoneBox } from '../import/gone';
import { type Takeover, withImport } from '../import/import';
import { type ImportPlan, planImport } from '../import/plan-import';
import { type ReadVagrantfile, readFor } from '../import/read';
import { RECORD_FILE } from '../import/record';
import type { Plan } from '../plan';
import { notRunnableYet } from '../runnable';
import type { Workspace } from '../workspace';
import { ignored } from './ignored';
import { nameProblems, withoutStale } from './names';
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
  const request = readRequest(workspace, options);
  const { release } = request;
  const reading = await readFor(workspace, release, request.wanted, read);
  const source = posix.join(release.root, request.wanted.vagrantfile);
  rejectProblems(
    'OPTIONS_INVALID',
    `These options do not fit to '${source}'.`,
    'Run the generator again with other options. Nothing was written.',
    nameProblems(options, request, reading),
  );
  const { wanted, remarks } = withoutStale(request.wanted, reading);
  const plan = planImport(workspace, release, wanted, reading);
  const path = posix.join(release.root, 'project.json');
  const removed = options.prune === true ? plan.gone : [];
  const text = ignored(workspace, release, wanted);
  const textOf = (file: string) => text[file] ?? workspace.text(file);
  const project = withImport(workspace.json(path), wanted);
  return {
    json: { ...plan.projects, [path]: withBuildContext(project, release.root, textOf) },
    derived: without(plan.records, removed),
    text,
    removed: removed.map(({ root }) => root),
    remarks: [...moved(wanted), ...remarks, ...plan.remarks, ...foreignFiles(workspace, removed)],
    changes: changesOf(plan, removed),
    summary: [
      ...goneSentence(plan, removed),
      `The matrix of '${release.name}' has ${counted(Object.keys(plan.boxes).length)} from '${source}'.`,
      ...notRunnableYet(plan.boxes),
      nextStep(release, plan),
    ],
  };
}

function moved({ vagrantfile, replaces }: Takeover): string[] {
  if (replaces === undefined) return [];
  return [
    `${vagrantfile} is taken for ${replaces}, which is gone: what was asked for the one holds for the other.`,
  ];
}

function changesOf({ changes }: ImportPlan, removed: readonly GoneBox[]): string[] {
  const said = removed.flatMap((box) => box.changes);
  return changes.filter((change) => !said.includes(change));
}

function counted(boxes: number): string {
  return boxes === 1 ? '1 box' : `${boxes} boxes`;
}

/** A run of boxes that cannot run is no step. */
function nextStep({ name }: Release, { boxes }: ImportPlan): string {
  const canRun = Object.entries(boxes).some(
    ([box, one]) => notRunnableYet({ [box]: one }).length === 0,
  );
  return canRun ? `next: nx run-many -t vm-run -p tag:matrix:${name}` : 'next: nx graph';
}

/** What generators and executors write into the folder of a box. */
const WRITTEN = ['project.json', RECORD_FILE, LOCK_FILE];

/** People may have put files of their own beside those of a box; these are in the history, if anywhere. */
function foreignFiles({ files }: Workspace, removed: readonly GoneBox[]): string[] {
  return removed.flatMap(({ name, root }) => {
    const own = files(root).filter((path) => !WRITTEN.includes(posix.relative(root, path)));
    return own.length === 0
      ? []
      : [`Removed with box '${name}', and written by hand: ${own.join(', ')}.`];
  });
}

function without<T>(
  files: Readonly<Record<string, T>>,
  boxes: readonly GoneBox[],
): Record<string, T> {
  const folders = boxes.map(({ root }) => root);
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => !folders.includes(posix.dirname(path))),
  );
}

function goneSentence({ gone }: ImportPlan, removed: readonly GoneBox[]): string[] {
  if (gone.length === 0) return [];
  const names = gone.map(({ name }) => `'${name}'`).join(', ');
  return removed.length > 0
    ? [`Removed, because their machines are gone: ${names}.`]
    : [`Without a machine in the Vagrantfile: ${names}. Remove them with --prune.`];
}
