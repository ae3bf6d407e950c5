// A box whose machine left the Vagrantfile stays until someone says otherwise. Its vagrant.json says that it is
// gone: so the difference is seen once by `nx sync:check` and is in the history afterwards.
import { posix } from 'node:path';
import { BOX_TAG, matrixTag } from '@flightline/core/model';
import type { VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import type { Release } from '../box-project';
import type { Workspace } from '../workspace';
import type { Import } from './import';
import { type MachineRecord, RECORD_FILE, readRecord } from './record';

export interface GoneBox {
  name: string;
  root: string;
  record: MachineRecord;
  /** Empty when it was said before. */
  changes: readonly string[];
}

/** The boxes of an import without a machine; none while a machine may be there that could not be named. */
export function goneBoxes(
  workspace: Workspace,
  release: Release,
  wanted: Import,
  reading: VagrantfileReading,
): GoneBox[] {
  if (reading.unknown.length > 0) return [];
  const defined = new Set(reading.machines.map(({ name }) => name));
  return importedBoxes(workspace, release, wanted)
    .filter(({ record }) => !defined.has(record.machine))
    .map(({ name, root, record }) => ({
      name,
      root,
      record: { ...record, gone: true },
      changes:
        record.gone === true
          ? []
          : [
              `Box '${name}': ${wanted.vagrantfile} no longer defines machine '${record.machine}'. The box stays; remove it with: nx g @flightline/vm-run:matrix --release ${release.name} --prune`,
            ],
    }));
}

function importedBoxes(
  { projects, json }: Workspace,
  release: Release,
  { vagrantfile }: Import,
): Omit<GoneBox, 'changes'>[] {
  return Object.entries(projects).flatMap(([name, { root, tags }]) => {
    if (!tags.includes(BOX_TAG) || !tags.includes(matrixTag(release.name))) return [];
    const record = readRecord(json(posix.join(root, RECORD_FILE)));
    return record?.vagrantfile === vagrantfile ? [{ name, root, record }] : [];
  });
}
