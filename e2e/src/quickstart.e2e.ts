// budget: 7 min
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderManifest } from '@flightline/core/evidence';
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
    editProject(workspace, boxRoot('trixie'), ({ targets }) =>
      Object.assign(targets['vm-run']?.options ?? {}, { memory: 800 }),
    );
    await demand(workspace, VALIDATE);
    expect(boxesThatRan(before)).toEqual(['trixie']);
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
});
