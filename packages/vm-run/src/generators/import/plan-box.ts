import { posix } from 'node:path';
import type { BoxDefinition } from '@flightline/core/model';
import type { VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { type Release, VM_RUN, boxProject, boxRoot, projectName, withVmRun } from '../box-project';
import { type JsonObject, complete, isObject } from '../complete';
import { SYNC } from '../task-inputs';
import type { Workspace } from '../workspace';
import { type Derived, derive } from './derive';
import type { Import } from './import';
import { type Merged, mergeOptions } from './merge';
import { type MachineRecord, recordAt, recordOf } from './record';
import { tellChanges, tellKept } from './tell';

export interface PlannedBox {
  name: string;
  root: string;
  machine: VagrantMachine;
  /** What follows from the Vagrantfile alone. */
  derived: Derived;
  /** What the box will say, with what was changed by hand. */
  definition: BoxDefinition;
  project: JsonObject;
  record: MachineRecord;
  changes: readonly string[];
  remarks: readonly string[];
}

/** Decides the box of one machine; `hostname` is the one found for it among all machines. */
export function planBox(
  workspace: Workspace,
  release: Release,
  wanted: Import,
  machine: VagrantMachine,
  hostname: string,
): PlannedBox {
  const root = boxRoot(release, machine.name);
  const name = projectName(workspace, release, machine.name);
  const derived = derive(machine, wanted, hostname);
  const record = recordOf(wanted.vagrantfile, machine, derived);
  const base = recordAt(workspace, root);
  const standing = workspace.json(posix.join(root, 'project.json'));
  const merged = mergeOptions(base?.options ?? {}, optionsOf(standing), derived.options);
  return {
    name,
    root,
    machine,
    derived,
    definition: defined(merged.options),
    project: projectOf(boxProject({ name, root }, release.name, { ...derived, options: {} }), {
      standing,
      base,
      derived,
      merged,
    }),
    record,
    changes: changesOf(name, base, record, merged),
    remarks: [...derived.remarks, ...tellKept(name, wanted.vagrantfile, merged)],
  };
}

function optionsOf(project: JsonObject): BoxDefinition {
  const { options } = vmRunOf(project);
  return isObject(options) ? options : {};
}

function vmRunOf({ targets }: JsonObject): JsonObject {
  const vmRun = isObject(targets) ? targets['vm-run'] : undefined;
  return isObject(vmRun) ? vmRun : {};
}

/** Why a machine's box is left alone: somebody made its target run something else. */
export function otherTarget(
  workspace: Workspace,
  release: Release,
  { name }: VagrantMachine,
): string | undefined {
  const path = posix.join(boxRoot(release, name), 'project.json');
  const { command, executor = command === undefined ? VM_RUN : 'nx:run-commands' } = vmRunOf(
    workspace.json(path),
  );
  if (executor === VM_RUN) return undefined;
  return `${path} stays as it is: its target 'vm-run' has ${JSON.stringify(executor)} for executor, which takes nothing from a Vagrantfile.`;
}

function defined(options: BoxDefinition): BoxDefinition {
  return Object.fromEntries(
    Object.entries<unknown>(options).filter(([, value]) => value !== undefined),
  );
}

interface ProjectParts {
  standing: JsonObject;
  base: MachineRecord | undefined;
  derived: Derived;
  merged: Merged;
}

function projectOf(box: JsonObject, { standing, base, derived, merged }: ProjectParts): JsonObject {
  const wanted = withVmRun(box, { syncGenerators: [SYNC], options: {} });
  if (Object.keys(standing).length === 0) return withVmRun(wanted, { options: merged.options });
  // The tag of the system follows the Vagrantfile while it is the one the Vagrantfile gave.
  const tags = textsIn(standing['tags']).map((tag) =>
    tag === `os:${base?.os ?? derived.os}` ? `os:${derived.os}` : tag,
  );
  // Whatever else was changed by hand since the box came from its machine was meant.
  if (base !== undefined) return withVmRun({ ...standing, tags }, { options: merged.options });
  const hasOs = tags.some((tag) => tag.startsWith('os:'));
  const lacking = textsIn(wanted['tags']).filter((tag) => !hasOs || !tag.startsWith('os:'));
  const project = complete({ ...standing, tags }, { ...wanted, tags: lacking }).value;
  return withVmRun(project, { options: merged.options });
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function changesOf(
  name: string,
  base: MachineRecord | undefined,
  record: MachineRecord,
  merged: Merged,
): string[] {
  const { machine, vagrantfile } = record;
  if (base === undefined)
    return [`Box '${name}' comes from machine '${machine}' of ${vagrantfile}.`];
  const back =
    base.gone === undefined ? [] : [`Box '${name}': machine '${machine}' is there again.`];
  return [...back, ...tellChanges(name, base, record, merged)];
}
