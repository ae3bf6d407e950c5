// budget: 2 min, beside others
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from '@flightline/core/process';
import {
  PRODUCT,
  REPOSITORY,
  type Workspace,
  boxRoot,
  demand,
  editProject,
  quickstartWorkspace,
} from './workspace';

interface GraphFile {
  graph: { dependencies: Record<string, { target: string }[]> };
}
interface TaskGraphFile {
  tasks: { dependencies: Record<string, string[]> };
}

/** With types, as a user writes it. */
const OWN_CHECK = `import { defineCheck, pass } from '@flightline/preflight';

export default [
  defineCheck<{ level?: string }>({
    ...{ id: 'own-check', stage: 'source', title: 'It is asked', why: 'It is there.', fix: 'Nothing.' },
    run: ({ files }) => Promise.resolve(pass(files.name('pyproject.toml'))),
  }),
];
`;

describe('the packages in a fresh workspace', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await quickstartWorkspace();
  }, 240_000);
  afterAll(() => workspace.remove());

  it.each(['core', 'triage', 'preflight', 'docker-build', 'vm-run'])(
    '%s is fit to publish',
    async (name) => {
      const publint = join(REPOSITORY, 'node_modules/publint/src/cli.js');
      const result = await workspace.runner.run([
        process.execPath,
        publint,
        'run',
        '--strict',
        join(REPOSITORY, 'packages', name),
      ]);
      expect([result.stdout + result.stderr, result.exitCode]).toEqual([
        expect.not.stringContaining('Errors:'),
        0,
      ]);
    },
    60_000,
  );

  it('the generators write what stands in the quickstart', () => {
    for (const box of ['bullseye', 'bookworm', 'trixie']) {
      const example = readFileSync(
        join(REPOSITORY, `examples/quickstart/vms/boxes/${box}/project.json`),
        'utf8',
      );
      // Only the way to node_modules differs: the example lies one folder deeper or not.
      expect(JSON.parse(workspace.read(`${boxRoot(box)}/project.json`))).toEqual(
        JSON.parse(example),
      );
    }
  });

  it('generating again changes nothing', async () => {
    const before = workspace.read(`${PRODUCT}/project.json`) + workspace.read('nx.json');
    await demand(workspace, [
      'g',
      '@flightline/vm-run:release',
      'quickstart',
      '--directory',
      PRODUCT,
    ]);
    await demand(workspace, ['g', '@flightline/vm-run:box', 'trixie', '--release', 'quickstart']);
    expect(workspace.read(`${PRODUCT}/project.json`) + workspace.read('nx.json')).toBe(before);
  }, 60_000);

  it('--dry-run writes nothing', async () => {
    const { stdout } = await demand(workspace, [
      'g',
      '@flightline/vm-run:box',
      'sid',
      '--release',
      'quickstart',
      '--image',
      'debian:trixie',
      '--dry-run',
    ]);
    expect(stdout).toContain(`CREATE ${boxRoot('sid')}/project.json`);
    expect(() => workspace.read(`${boxRoot('sid')}/project.json`)).toThrow('ENOENT');
  }, 60_000);

  it('the graphs show the release', async () => {
    await demand(workspace, ['graph', '--file=graph.json']);
    const { graph } = JSON.parse(workspace.read('graph.json')) as GraphFile;
    expect(graph.dependencies['trixie']?.map(({ target }) => target)).toEqual(['quickstart']);
    await demand(workspace, ['run', 'trixie:vm-run', '--graph=tasks.json']);
    const { tasks } = JSON.parse(workspace.read('tasks.json')) as TaskGraphFile;
    expect(tasks.dependencies).toMatchObject({
      'trixie:vm-run': ['quickstart:docker-build'],
      'quickstart:docker-build': ['quickstart:preflight'],
    });
  }, 60_000);

  it('preflight passes, a check of its own too, and fails when the versions disagree', async () => {
    const own = `${PRODUCT}/flightline.checks.ts`;
    workspace.write(own, OWN_CHECK);
    const { stdout } = await demand(workspace, ['run', 'quickstart:preflight']);
    rmSync(join(workspace.root, own));
    expect(stdout).toContain(`own-check            It is asked\n      ${PRODUCT}/pyproject.toml`);
    const carrier = `${PRODUCT}/waypoint/__init__.py`;
    const before = workspace.read(carrier);
    workspace.write(
      carrier,
      before.replace(/__version__ = ["'][^"']+["']/, '__version__ = "99.0.0"'),
    );
    const result = await workspace.nx(['run', 'quickstart:preflight', '--fix', '--dryRun']);
    workspace.write(carrier, before);
    expect(succeeded(result)).toBe(false);
    expect(result.stdout).toMatch(/version-alignment[\s\S]*99\.0\.0/);
    expect(result.stdout).toContain('-__version__ = "99.0.0"\n+__version__ = ');
  }, 60_000);

  describe('a box that cannot run says so once, and leaves nothing', () => {
    const exclude = ['--exclude-task-dependencies'];

    it.each<[string, Record<string, unknown>, string[]]>([
      [
        'unknown URI scheme',
        { image: 'ftp://example.org/disk' },
        ["No image source knows 'ftp://example.org/disk'", 'debian:bookworm'],
      ],
      [
        'missing runner',
        { runner: 'vms/none.sh' },
        ["The runner 'products/quickstart/vms/none.sh' does not exist"],
      ],
      ['memory 0', { memory: 0 }, ['0 is no memory size']],
      [
        'two boxes with one host name',
        { hostname: 'trixie' },
        ["Box 'bookworm' has the host name 'trixie'"],
      ],
      ['unknown driver', { driver: 'vmware' }, ["There is no driver 'vmware'", "'qemu'"]],
      ['an unknown option', { memroy: 512 }, ["'memroy'"]],
      [
        'several at once',
        { memory: 0, driver: 'vmware', runner: 'none.sh' },
        ['0 is no memory size', "'vmware'", "'none.sh' is no script directly in 'vms/'"],
      ],
    ])(
      '%s',
      async (_name, options, says) => {
        const before = workspace.read(`${boxRoot('bookworm')}/project.json`);
        workspace.write(`${PRODUCT}/dist/artifact/waypoint.pyz`, 'not empty');
        editProject(workspace, boxRoot('bookworm'), (project) =>
          Object.assign(project.targets['vm-run']?.options ?? {}, options),
        );
        const result = await workspace.nx(['run', 'bookworm:vm-run', ...exclude]);
        workspace.write(`${boxRoot('bookworm')}/project.json`, before);

        expect(succeeded(result)).toBe(false);
        for (const text of says) expect(result.stdout + result.stderr).toContain(text);
        expect(workspace.evidence('bookworm').state).toBe('not run');
      },
      60_000,
    );

    it('missing artifact', async () => {
      rmSync(join(workspace.root, PRODUCT, 'dist/artifact'), { recursive: true, force: true });
      const result = await workspace.nx(['run', 'bookworm:vm-run', ...exclude]);
      expect(result.stdout).toContain(
        "There is no artifact in 'products/quickstart/dist/artifact'",
      );
      expect(result.stdout).toContain('nx run quickstart:docker-build');
      expect(workspace.evidence('bookworm').state).toBe('not run');
    }, 60_000);

    it('an image file without a recorded digest, and one that is another than recorded', async () => {
      const before = workspace.read(`${boxRoot('bookworm')}/project.json`);
      workspace.write(`${PRODUCT}/dist/artifact/waypoint.pyz`, 'not empty');
      editProject(workspace, boxRoot('bookworm'), (project) =>
        Object.assign(project.targets['vm-run']?.options ?? {}, {
          image: 'file:disk.img',
          packages: [],
        }),
      );
      const makeDisk = (size: string) =>
        workspace.runner.run([
          'qemu-img',
          'create',
          '-f',
          'qcow2',
          join(workspace.root, PRODUCT, 'disk.img'),
          size,
        ]);

      await makeDisk('1M');
      const unlocked = await workspace.nx(['run', 'bookworm:vm-run', ...exclude]);
      expect(unlocked.stdout).toContain('nx run bookworm:vm-image');
      expect(workspace.evidence('bookworm')).toMatchObject({ result: { verdict: 'image' } });

      await demand(workspace, ['run', 'bookworm:vm-image']);
      await makeDisk('2M');
      const changed = await workspace.nx(['run', 'bookworm:vm-run', ...exclude]);
      workspace.write(`${boxRoot('bookworm')}/project.json`, before);
      expect(changed.stdout).toMatch(/IMAGE_DIGEST_MISMATCH[\s\S]*sha256:[\s\S]*sha256:/);
      expect(workspace.evidence('bookworm')).toMatchObject({ result: { verdict: 'image' } });
    }, 60_000);

    it('QEMU not installed', async () => {
      const path = join(workspace.root, 'bin');
      // A PATH with everything but QEMU.
      for (const folder of ['/usr/local/bin', '/usr/bin', '/bin']) {
        await workspace.runner.run(
          [
            'sh',
            '-c',
            `mkdir -p bin && for f in ${folder}/*; do case "$f" in */qemu-*) ;; *) ln -sf "$f" bin/ ;; esac; done`,
          ],
          { cwd: workspace.root },
        );
      }
      workspace.write(`${PRODUCT}/dist/artifact/waypoint.pyz`, 'not empty');
      const result = await workspace.nx(['run', 'bookworm:vm-run', ...exclude], { PATH: path });
      expect(succeeded(result)).toBe(false);
      expect(result.stdout).toContain('apt-get install');
      expect(workspace.evidence('bookworm')).toMatchObject({
        state: 'finished',
        result: { verdict: 'infra' },
      });
    }, 60_000);
  });
});
