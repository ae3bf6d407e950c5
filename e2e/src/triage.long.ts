// What triage says of a machine that cannot come up.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from '@flightline/core/process';
import { QEMU, describeWith } from './tools';
import {
  PRODUCT,
  type Workspace,
  boxRoot,
  demand,
  editProject,
  quickstartWorkspace,
} from './workspace';

/** Still known for a disk by the magic number of an ext4 superblock, and nothing else of it is whole. */
function damagedDisk(): Buffer {
  const disk = randomBytes(16 * 1024 * 1024);
  disk.fill(0, 510, 512);
  disk.writeUInt16LE(0xef53, 0x438);
  return disk;
}

describeWith('triage of a box whose image is damaged', QEMU, () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await quickstartWorkspace();
  }, 600_000);
  afterAll(() => workspace.remove());

  it('names the image, and vm-run does not try the same bytes again', async () => {
    workspace.write(`${PRODUCT}/dist/artifact/VERSION`, '1');
    const images = join(workspace.root, PRODUCT, 'vms/images');
    mkdirSync(images, { recursive: true });
    writeFileSync(join(images, 'damaged.img'), damagedDisk());
    editProject(workspace, boxRoot('trixie'), ({ targets }) =>
      Object.assign(targets['vm-run']?.options ?? {}, {
        ...{ image: 'file:vms/images/damaged.img', packages: [], retries: 2 },
      }),
    );
    await demand(workspace, ['run', 'trixie:vm-image']);
    const run = await workspace.nx(['run', 'trixie:vm-run', '--exclude-task-dependencies']);
    expect(succeeded(run)).toBe(false);
    expect(run.stdout).toMatch(/It is not tried again\..*\(not-bootable\)/);
    expect(workspace.evidence('trixie')).toMatchObject({
      result: { verdict: 'image', attempts: 1 },
    });

    await workspace.nx(['run', 'quickstart:triage', '--box=trixie']);
    const report = JSON.parse(
      workspace.read(`${PRODUCT}/vms/artifacts/triage/triage.json`),
    ) as object;
    expect(report).toMatchObject({
      causes: [{ rule: 'not-bootable', boxes: ['trixie'], evidence: { source: 'console' } }],
    });
  }, 600_000);
});
