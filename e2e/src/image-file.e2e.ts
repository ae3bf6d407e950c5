// budget: 3 min
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '@flightline/core/host';
import { provideImage } from '../../packages/vm-run/src/images';
import { machinesThatMention } from './leftovers';
import { BUILDAH, QEMU, describeWith } from './tools';
import {
  PRODUCT,
  type Workspace,
  boxRoot,
  demand,
  editProject,
  quickstartWorkspace,
} from './workspace';

describeWith('a box that boots an image file of its own', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await quickstartWorkspace(['bookworm']);
    const { env } = process;
    const folder = workspace.root;
    const image = await provideImage(
      {
        uri: 'debian:bookworm',
        packages: ['python3'],
        releaseRoot: folder,
        boxRoot: folder,
        box: 'e2e',
      },
      {
        ...{
          runner: workspace.runner,
          signal: new AbortController().signal,
          cacheDir: cacheDir(env),
          env,
        },
        ...{ onProgress: () => undefined, notice: () => undefined },
      },
    );
    const disk = join(folder, PRODUCT, 'vms/images/own');
    const raw = ['qemu-img', 'convert', '-O', 'raw', image.disk, `${disk}.img`] as const;
    cpSync(image.kernel?.vmlinuz ?? '', `${disk}.vmlinuz`, { recursive: true });
    cpSync(image.kernel?.initrd ?? '', `${disk}.initrd`);
    await workspace.runner.run([...raw]);
    editProject(workspace, boxRoot('bookworm'), ({ targets }) =>
      Object.assign(targets['vm-run']?.options ?? {}, {
        image: 'file:vms/images/own.img',
        packages: [],
      }),
    );
  }, 500_000);
  afterAll(() => workspace.remove());

  it('runs on the locked raw disk with the kernel beside it', async () => {
    await demand(workspace, ['run', 'bookworm:vm-image']);
    const lock = JSON.parse(workspace.read(`${boxRoot('bookworm')}/image.lock.json`)) as object;
    expect(JSON.stringify(lock)).toMatch(/sha256:[0-9a-f]{64}/);
    await demand(workspace, ['run', 'bookworm:vm-run']);
    expect(workspace.evidence('bookworm')).toMatchObject({
      result: { verdict: 'passed', machine: { image: 'file:vms/images/own.img' } },
    });
    expect(machinesThatMention(workspace.root)).toEqual([]);
  }, 400_000);

  it('comes from the cache until the lock changes', async () => {
    const { stdout } = await demand(workspace, ['run', 'bookworm:vm-run']);
    expect(stdout).toContain('[local cache]');
    await demand(workspace, ['run', 'bookworm:vm-image']);
    const again = await demand(workspace, ['run', 'bookworm:vm-run']);
    expect(again.stdout).toContain('[local cache]');
  }, 120_000);
});
