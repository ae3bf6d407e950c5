// vagrant.json beside a box's project.json says what the Vagrantfile said about its machine when it was last read.
// It is the base of the three-way merge that keeps what people changed in project.json, and it is in the folder
// of the box, so a change of the machine's definition is part of that box's task hash and of no other's.
import { posix } from 'node:path';
import { UserError } from '@flightline/core/errors';
import type { BoxDefinition } from '@flightline/core/model';
import type { Setting, VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { type JsonObject, isObject } from '../complete';
import type { Workspace } from '../workspace';

export const RECORD_FILE = 'vagrant.json';

export interface MachineRecord {
  /** Relative to the release project. */
  vagrantfile: string;
  machine: string;
  os: Os;
  /** What follows for the options of the box. */
  options: BoxDefinition;
  settings: readonly Setting[];
  /** Present when the Vagrantfile no longer defines the machine. */
  gone?: true;
}

export type Os = 'linux' | 'windows';

/** Settings are filed by path: in which order a machine's block names different things means nothing. */
export function recordOf(
  vagrantfile: string,
  { name, settings }: VagrantMachine,
  derived: Pick<MachineRecord, 'os' | 'options'>,
): MachineRecord {
  const { os, options } = derived;
  const filed = settings
    .map(({ path, values }) => ({ path, values }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { vagrantfile, machine: name, os, options, settings: filed };
}

export function recordFile(record: MachineRecord): JsonObject {
  return {
    '//': "Derived from the Vagrantfile: edit that, then run 'nx sync'. Options are changed in project.json.",
    ...record,
  };
}

/**
 * What the vagrant.json of a box says; undefined when there is none or it was not written by Flightline. Raises
 * FILE_UNREADABLE when it is no JSON, as after a conflict of two branches.
 */
export function recordAt(
  { json }: Pick<Workspace, 'json'>,
  root: string,
): MachineRecord | undefined {
  const path = posix.join(root, RECORD_FILE);
  try {
    return readRecord(json(path));
  } catch (error) {
    throw new UserError(
      'FILE_UNREADABLE',
      `'${path}' is no JSON.`,
      'It is derived, so delete it and run: nx g @flightline/vm-run:matrix',
      { cause: error },
    );
  }
}

function readRecord(file: JsonObject): MachineRecord | undefined {
  const { vagrantfile, machine, os, options, settings, gone } = file;
  if (typeof vagrantfile !== 'string' || typeof machine !== 'string') return undefined;
  return {
    vagrantfile,
    machine,
    os: os === 'windows' ? 'windows' : 'linux',
    options: isObject(options) ? options : {},
    settings: Array.isArray(settings) ? (settings as Setting[]) : [],
    ...(gone === true && { gone }),
  };
}
