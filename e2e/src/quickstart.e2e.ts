// budget: 7 min
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderManifest } from '@flightline/core/evidence';
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

const BOXES = ['bookworm', 'bullseye', 'trixie'] as const;
const VALIDATE = ['run', 'quickstart:validate', '--jobs=2'];

describeWith('the quickstart on real guests', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;
  const artifacts = () => join(workspace.root, PRODUCT, 'vms/artifacts');
  /** When each box last ran for real, by its own result. */
  const startTimes = () =>
    Object.fromEntries(
      BOXES.map((box) => {
        const evidence = workspace.evidence(box);
        return [box, evidence.state === 'finished' ? evidence.result.startedAt : evidence.state];
      }),
    );
  const boxesThatRan = (before: Record<string, string>) =>
    BOXES.filter((box) => startTimes()[box] !== before[box]);

  beforeAll(async () => {
    workspace = await quickstartWorkspace();
  }, 240_000);
  afterAll(() => workspace.remove());

  it('three boxes pass and leave complete evidence', async () => {
    const { stdout } = await demand(workspace, VALIDATE);
    expect(stdout).toContain('3 of 3');
    for (const box of BOXES) {
      const evidence = workspace.evidence(box);
      expect(evidence).toMatchObject({
        state: 'finished',
        result: { verdict: 'passed', runnerExitCode: 0, machine: { driver: 'qemu' } },
      });
      const files = folderManifest(artifacts()).map(({ path }) => path);
      expect(files).toEqual(
        expect.arrayContaining([
          `logs/${box}_run.log`,
          ...['result.json', 'junit.xml', 'console.log', 'events.ndjson'].map(
            (name) => `results/${box}/${name}`,
          ),
        ]),
      );
      expect(
        files.some((path) => path.startsWith(`reports/${box}/`) && path.endsWith('.xml')),
      ).toBe(true);
    }
    expect(machinesThatMention(workspace.root)).toEqual([]);
  }, 900_000);

  it('a second time everything comes from the cache, byte for byte', async () => {
    const boxFiles = () =>
      folderManifest(artifacts()).filter(({ path }) => /^(logs|reports|results)\//.test(path));
    const before = boxFiles();
    rmSync(artifacts(), { recursive: true });
    const { stdout } = await demand(workspace, VALIDATE);
    expect(boxFiles()).toEqual(before);
    expect(stdout).toContain('From the cache, nothing had changed: bookworm, bullseye, trixie');
  }, 120_000);

  it('a README of the product runs nothing', async () => {
    const before = startTimes();
    workspace.edit(`${PRODUCT}/README.md`, '# ', '# A better ');
    await demand(workspace, VALIDATE);
    expect(boxesThatRan(before)).toEqual([]);
  }, 120_000);

  it('a change of one box runs that box', async () => {
    const before = startTimes();
    // It needs no other template, whose making costs a minute.
    editProject(workspace, boxRoot('trixie'), ({ targets }) =>
      Object.assign(targets['vm-run']?.options ?? {}, { collect: ['/etc/hostname'] }),
    );
    await demand(workspace, VALIDATE);
    expect(boxesThatRan(before)).toEqual(['trixie']);
    expect(existsSync(join(artifacts(), 'results/trixie/collected/etc/hostname'))).toBe(true);
  }, 400_000);

  it('a change of the product builds and runs everything', async () => {
    const before = startTimes();
    const marker = join(workspace.root, PRODUCT, 'dist/artifact');
    const artifactBefore = folderManifest(marker);
    workspace.edit(`${PRODUCT}/waypoint/__init__.py`, '"""', '"""Changed. ');
    await demand(workspace, VALIDATE);
    expect(boxesThatRan(before)).toEqual([...BOXES]);
    expect(folderManifest(marker)).not.toEqual(artifactBefore);
    expect(existsSync(join(artifacts(), '.staging', 'bookworm'))).toBe(false);
  }, 900_000);

  const image = (box: string) => {
    const lock = workspace.read(`${boxRoot(box)}/image.lock.json`);
    return /sha256:[0-9a-f]{64}/.exec(lock)?.[0];
  };

  it('a box boots a raw disk of its own with the kernel beside it, once it is locked', async () => {
    const { disk, kernel } = await provideImage(
      {
        ...{ uri: 'debian:bookworm', packages: ['python3'], box: 'e2e' },
        ...{ releaseRoot: workspace.root, boxRoot: workspace.root },
      },
      {
        ...{ runner: workspace.runner, signal: new AbortController().signal },
        ...{ cacheDir: cacheDir(process.env), env: process.env },
        ...{ onProgress: () => undefined, notice: () => undefined },
      },
    );
    const own = join(workspace.root, PRODUCT, 'vms/images/own');
    mkdirSync(dirname(own), { recursive: true });
    cpSync(kernel?.vmlinuz ?? '', `${own}.vmlinuz`);
    cpSync(kernel?.initrd ?? '', `${own}.initrd`);
    await workspace.runner.run(['qemu-img', 'convert', '-O', 'raw', disk, `${own}.img`]);
    editProject(workspace, boxRoot('bookworm'), ({ targets }) =>
      Object.assign(targets['vm-run']?.options ?? {}, {
        ...{ image: 'file:vms/images/own.img', packages: [] },
        // Nobody comes after it who would want a template.
        warm: false,
      }),
    );
    await demand(workspace, ['run', 'bookworm:vm-image']);
    expect(image('bookworm')).toBeDefined();
    await demand(workspace, ['run', 'bookworm:vm-run']);
    expect(workspace.evidence('bookworm')).toMatchObject({
      result: { verdict: 'passed', machine: { image: 'file:vms/images/own.img' } },
    });
    expect(machinesThatMention(workspace.root)).toEqual([]);
  }, 500_000);

  it('which comes from the cache, also when the same disk is locked again', async () => {
    const before = image('bookworm');
    await demand(workspace, ['run', 'bookworm:vm-image']);
    expect(image('bookworm')).toBe(before);
    const { stdout } = await demand(workspace, ['run', 'bookworm:vm-run']);
    expect(stdout).toContain('[local cache]');
  }, 120_000);
});
