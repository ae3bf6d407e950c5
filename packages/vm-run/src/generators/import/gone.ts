// A box whose machine left the Vagrantfile stays until someone says otherwise. Its vagrant.json says that it is
// gone: so the difference is seen once by `nx sync:check` and is in the history afterwards.
import { BOX_TAG, matrixTag } from '@flightline/core/model';
import type { VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import type { Release } from '../box-project';
import type { Workspace } from '../workspace';
import type { Takeover } from './import';
import { type MachineRecord, recordAt } from './record';

export interface GoneBox {
  name: string;
  root: string;
  record: MachineRecord;
  /** Empty when it was said before. */
  changes: readonly string[];
}

/**
 * The boxes of an import without a machine. While a machine may be there that could not be named, `sure` is false
 * and none of them may be taken for gone.
 */
export function boxesWithoutMachine(
  workspace: Workspace,
  release: Release,
  wanted: Takeover,
  reading: VagrantfileReading,
): { sure: boolean; boxes: GoneBox[] } {
  return {
    sure: reading.unknown.length === 0,
    boxes: goneBoxes(workspace, release, wanted, reading),
  };
}

function goneBoxes(
  workspace: Workspace,
  release: Release,
  wanted: Takeover,
  reading: VagrantfileReading,
): GoneBox[] {
  const defined = new Set(reading.machines.map(({ name }) => name));
  return importedBoxes(workspace, release, wanted)
    .filter(({ record }) => !defined.has(record.machine))
    .map(({ name, root, record }) => ({
      name,
      root,
      record: { ...record, vagrantfile: wanted.vagrantfile, gone: true },
      changes:
        record.gone === true
          ? []
          : [
              `Box '${name}': ${wanted.vagrantfile} no longer defines machine '${record.machine}'. The box stays; remove it with: nx g @flightline/vm-run:matrix --release ${release.name} --prune`,
            ],
    }));
}

function importedBoxes(
  workspace: Workspace,
  release: Release,
  { vagrantfile, replaces }: Takeover,
): Omit<GoneBox, 'changes'>[] {
  return Object.entries(workspace.projects).flatMap(([name, { root, tags }]) => {
    if (!tags.includes(BOX_TAG) || !tags.includes(matrixTag(release.name))) return [];
    const record = recordAt(workspace, root);
    const isOurs = record !== undefined && [vagrantfile, replaces].includes(record.vagrantfile);
    return isOurs ? [{ name, root, record }] : [];
  });
}
