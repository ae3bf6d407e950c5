import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Check, fail, pass, skip, unverified } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import type { Box } from '@flightline/core/model';
import {
  type VagrantfileHost,
  type VagrantfileReading,
  readVagrantfile,
} from '@flightline/core/readers/vagrantfile';
import { vagrantJson } from '../matrix/reference';

interface Settings {
  readonly vagrantfile: string;
}

/** Where a Vagrantfile stands by custom. */
const USUAL = ['vms/Vagrantfile', 'Vagrantfile'];

// Not of stage `source`: Nx is told to leave the Vagrantfile out of its hashes, so that an edit concerns only the
// boxes whose machines it changes; an answer about it from the cache could be about an older one.
export const vagrantfile: Check<Settings> = {
  id: 'vagrantfile',
  stage: 'release',
  title: 'The boxes are the machines of the Vagrantfile',
  why: 'A machine without a box is never run by Nx; a box without a machine cannot be looked into by hand.',
  fix: "Run 'nx sync', or 'nx g @flightline/vm-run:matrix' for machines that are new.",
  settings: {
    properties: {
      vagrantfile: {
        description:
          "The Vagrantfile, relative to the release project. '' means the one that boxes were made from, else 'vms/Vagrantfile' or 'Vagrantfile'.",
        type: 'string',
        default: '',
      },
    },
  },
  run: async ({ boxes, files, settings, workspaceRoot }) => {
    const path = settings.vagrantfile || findVagrantfile(boxes, files);
    if (path === undefined) return skip('There is no Vagrantfile.');
    const file = files.name(path);
    const reading = await readVagrantfile(file, hostOf(workspaceRoot));
    const problems = differences(reading, file, boxes, files);
    if (problems.length > 0) return fail('Boxes and machines differ.', vagrantfile.fix, problems);
    if (reading.unknown.length > 0)
      return unverified('Not all machines can be known without running it.', reading.unknown);
    return pass(reading.machines.map(({ name }) => name).join(', '));
  },
};

function findVagrantfile(boxes: readonly Box[], files: ProjectFiles): string | undefined {
  const recorded = boxes.flatMap((box) => vagrantJson(box, files)?.vagrantfile ?? []);
  return [...recorded, ...USUAL].find((path) => ['file', 'ignored'].includes(files.kind(path)));
}

/** Files of the workspace, as they are on disk. */
function hostOf(workspaceRoot: string): VagrantfileHost {
  const inside = <T>(path: string, look: (path: string) => T): T | undefined => {
    if (posix.isAbsolute(path) || posix.normalize(path).startsWith('..')) return undefined;
    try {
      return look(join(workspaceRoot, path));
    } catch {
      return undefined;
    }
  };
  return {
    read: (path) => inside(path, (found) => readFileSync(found, 'utf8')),
    list: (path) => inside(path, (found) => readdirSync(found)),
    env: {},
  };
}

function differences(
  { machines, unknown }: VagrantfileReading,
  file: string,
  boxes: readonly Box[],
  files: ProjectFiles,
): Problem[] {
  const machineOf = (box: Box) => vagrantJson(box, files)?.machine ?? posix.basename(box.root);
  const made = new Set(boxes.map(machineOf));
  const defined = new Set(machines.map(({ name }) => name));
  const boxless = machines
    .filter(({ name }) => !made.has(name))
    .map(({ name, ...place }) => ({
      ...{ file: place.file, line: place.line },
      message: `Machine '${name}' has no box.`,
    }));
  // It may be one of those that are not known.
  if (unknown.length > 0) return boxless;
  const gone = boxes.filter((box) => !defined.has(machineOf(box)));
  return [
    ...boxless,
    ...gone.map((box) => ({
      file: `${box.root}/project.json`,
      message: `Box '${box.name}' is no machine of '${file}'.`,
    })),
  ];
}
