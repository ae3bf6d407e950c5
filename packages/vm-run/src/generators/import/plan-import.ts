// Decides what the machines of a Vagrantfile mean for the boxes of a release project. The generators matrix and
// sync both carry it out; they differ in what they say and in whether anything is removed.
import { isDeepStrictEqual } from 'node:util';
import { posix } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { matrixOf } from '@flightline/core/executor';
import { type Box, type BoxDefinition, completeBox, matrixProblems } from '@flightline/core/model';
import type { VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import { type Release, boxRoot, nameProblems } from '../box-project';
import type { JsonObject } from '../complete';
import type { Workspace } from '../workspace';
import { type GoneBox, boxesWithoutMachine } from './gone';
import { hostnames } from './hostnames';
import type { Import, Takeover } from './import';
import { type PlannedBox, otherTarget, planBox } from './plan-box';
import { machineProblems, machineRemarks, unknownRemark } from './questions';
import { RECORD_FILE, recordAt, recordFile } from './record';

export interface ImportPlan {
  /** project.json of each box; what they do not name stays. */
  projects: Readonly<Record<string, JsonObject>>;
  /** vagrant.json of each box, whole. */
  records: Readonly<Record<string, JsonObject>>;
  /** Definitions of the boxes by the names of their projects, in the order of the Vagrantfile. */
  boxes: Readonly<Record<string, BoxDefinition>>;
  /** Boxes whose machine the Vagrantfile no longer defines. */
  gone: readonly GoneBox[];
  /** What is to change, a sentence each. */
  changes: readonly string[];
  /** What stays as someone wrote it, and what could not be known; a sentence each. */
  remarks: readonly string[];
}

/** Raises VAGRANTFILE_UNCLEAR with all that stands in the way of any box. */
export function planImport(
  workspace: Workspace,
  release: Release,
  wanted: Takeover,
  reading: VagrantfileReading,
): ImportPlan {
  const asked = reading.machines.filter(({ name }) => wanted.machines?.includes(name) ?? true);
  const others = asked.map((machine) => otherTarget(workspace, release, machine));
  const machines = asked.filter((_machine, index) => others[index] === undefined);
  const names = hostnames(machines, wanted);
  const boxes = machines.map((machine) =>
    planBox(workspace, release, wanted, machine, names.get(machine.name) ?? ''),
  );
  rejectProblems(
    'VAGRANTFILE_UNCLEAR',
    `The machines of '${posix.join(release.root, wanted.vagrantfile)}' cannot become boxes of '${release.name}'.`,
    'Mend what is listed, or leave machines out with: nx g @flightline/vm-run:matrix --machines=<name>,<name>\nNothing was written.',
    [
      ...noMachines(reading, wanted, release),
      ...boxes.flatMap((box) => boxProblems(workspace, release, wanted, box, boxes)),
    ],
  );
  const { sure, boxes: absent } = boxesWithoutMachine(workspace, release, wanted, reading);
  const gone = sure ? absent : [];
  return {
    projects: byFile(boxes, 'project.json', ({ project }) => project),
    records: byFile([...boxes, ...gone], RECORD_FILE, ({ record }) => recordFile(record)),
    boxes: Object.fromEntries(boxes.map(({ name, definition }) => [name, definition])),
    gone,
    changes: [...boxes, ...gone].flatMap(({ changes }) => changes),
    remarks: [
      ...boxes.flatMap(({ remarks }) => remarks),
      ...machines.flatMap((machine) => machineRemarks(machine, wanted)),
      ...others.filter((remark) => remark !== undefined),
      ...reading.unknown.map(unknownRemark),
      ...(sure ? [] : unsureRemark(wanted, absent)),
    ],
  };
}

/** Nobody should wonder why nothing is pruned. */
function unsureRemark({ vagrantfile }: Import, boxes: readonly GoneBox[]): string[] {
  if (boxes.length === 0) return [];
  const names = boxes.map(({ name }) => `'${name}'`).join(', ');
  return [
    `No box is taken for gone while a machine of ${vagrantfile} cannot be named; these have none that can: ${names}.`,
  ];
}

function byFile<T extends { root: string }>(
  all: readonly T[],
  file: string,
  content: (one: T) => JsonObject,
): Record<string, JsonObject> {
  return Object.fromEntries(all.map((one) => [posix.join(one.root, file), content(one)]));
}

function noMachines(
  { machines, unknown }: VagrantfileReading,
  { vagrantfile }: Import,
  { root }: Release,
): Problem[] {
  if (machines.length > 0) return [];
  const message = 'No machine is defined here.';
  return unknown.length > 0
    ? [...unknown]
    : [{ file: posix.join(root, vagrantfile), line: 1, message }];
}

function boxProblems(
  workspace: Workspace,
  release: Release,
  wanted: Takeover,
  planned: PlannedBox,
  all: readonly PlannedBox[],
): Problem[] {
  const unclear = machineProblems(planned.machine, wanted);
  if (unclear.length > 0) return unclear;
  return [
    ...ownerProblems(workspace, release, wanted, planned),
    ...nameProblems(workspace, planned),
    ...optionProblems(workspace, release, planned, all),
  ].map((problem) => placed(problem, planned));
}

/** A machine of the same name in another Vagrantfile has the box already; two cannot share one. */
function ownerProblems(
  workspace: Workspace,
  release: Release,
  { vagrantfile }: Takeover,
  { machine: { name } }: PlannedBox,
): Problem[] {
  const record = recordAt(workspace, boxRoot(release, name));
  if (record === undefined || record.vagrantfile === vagrantfile || record.gone === true) return [];
  const owner = posix.join(release.root, record.vagrantfile);
  // One that moved or was removed claims nothing.
  if (workspace.text(owner) === undefined) return [];
  const message = `Box '${name}' comes from the machine of that name in '${owner}'.`;
  const hint = `Rename one of the two, or delete '${posix.join(boxRoot(release, name), RECORD_FILE)}' to take the box over.`;
  return [{ message, hint }];
}

/** The problems of this box among the others; of two that share something, the later one has the problem. */
function optionProblems(
  { projects }: Workspace,
  release: Release,
  planned: PlannedBox,
  all: readonly PlannedBox[],
): Problem[] {
  const roots = new Set(all.map(({ root }) => root));
  const others = matrixOf(projects, release.name).boxes.filter(({ root }) => !roots.has(root));
  const boxes = all.slice(0, all.indexOf(planned) + 1).map(asBox);
  return matrixProblems({ boxes: [...others, ...boxes] })
    .filter(({ file }) => file === `${planned.root}/project.json`)
    .map((problem) => ({ ...problem, ...remedy(problem, planned) }));
}

function remedy({ key }: Problem, { machine }: PlannedBox): Pick<Problem, 'hint'> {
  if (key !== 'hostname') return {};
  return { hint: `Give it another with --set ${machine.name}.hostname=<host name>` };
}

function asBox({ name, root, definition }: PlannedBox): Box {
  return { name, root, options: completeBox(definition) };
}

/** What the Vagrantfile says is wrong there; what was changed by hand, in project.json. */
function placed(problem: Problem, { machine, definition, derived }: PlannedBox): Problem {
  const key = problem.key ?? '';
  const values = [definition, derived.options].map((options) =>
    new Map<string, unknown>(Object.entries(options)).get(key),
  );
  return isDeepStrictEqual(values[0], values[1])
    ? { ...problem, file: machine.file, line: machine.line }
    : problem;
}
