// budget: 2 min, beside others
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from '@flightline/core/process';
import { REPOSITORY, type Registry, type Workspace, demand, strangersWorkspace } from './workspace';

const MACHINES = [
  'almalinux',
  'debian12',
  'opensuse',
  'ubuntu18',
  'ubuntu22',
  'ubuntu24',
  'windows',
];
const PRODUCT = 'products/hardening';
const VAGRANTFILE = `${PRODUCT}/vms/Vagrantfile`;

interface ProjectJson {
  tags: string[];
  targets: Record<string, { executor: string; options: Record<string, unknown> }>;
}

describe('the way from an empty workspace to the boxes of a Vagrantfile', () => {
  let workspace: Workspace;
  let registry: Registry | undefined;
  beforeAll(async () => {
    ({ workspace, registry } = await strangersWorkspace());
  }, 240_000);
  afterAll(async () => {
    await registry?.close();
    workspace.remove();
  });

  const git = async (...args: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.org'];
    const result = await workspace.runner.run(['git', ...identity, ...args], {
      cwd: workspace.root,
    });
    expect([args, result.exitCode, result.stderr]).toEqual([args, 0, expect.anything()]);
    return result.stdout;
  };
  const commit = async (message: string): Promise<void> => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
  };

  it('nx add installs the packages and prepares the workspace', async () => {
    await demand(workspace, ['add', '@flightline/vm-run']);
    expect(JSON.parse(workspace.read('nx.json'))).toMatchObject({
      plugins: ['@flightline/vm-run/plugin'],
      targetDefaults: { '@flightline/vm-run:vm-run': { cache: true } },
    });
    expect(workspace.read('.env')).toContain('NX_PROCESS_KILL_GRACE_PERIOD=30000');
    for (const name of ['core', 'preflight', 'docker-build', 'triage', 'vm-run'])
      expect(workspace.read(`node_modules/@flightline/${name}/package.json`)).toContain(name);
  }, 120_000);

  it('matrix makes one box of each machine', async () => {
    const text = readFileSync(join(REPOSITORY, 'examples/hardening/vms/Vagrantfile'), 'utf8');
    workspace.write(VAGRANTFILE, text);
    await demand(workspace, ['g', '@flightline/vm-run:release', '--directory', PRODUCT]);
    await commit('A product with a Vagrantfile');
    const { stdout } = await demand(workspace, ['g', '@flightline/vm-run:matrix']);
    for (const name of MACHINES) expect(stdout).toContain(`CREATE ${boxRoot(name)}/project.json`);
    expect(stdout).toContain('next: nx graph');
    await commit('Its machines as boxes');
  }, 120_000);

  it('the graph has the boxes, and each can be shown', async () => {
    await demand(workspace, ['graph', '--file=.nx-graph.json']);
    const { graph } = JSON.parse(workspace.read('.nx-graph.json')) as {
      graph: { dependencies: Record<string, { target: string }[]> };
    };
    const boxes = Object.keys(graph.dependencies).filter((name) => name !== 'hardening');
    expect(boxes.sort()).toEqual(MACHINES);
    for (const name of boxes)
      expect(graph.dependencies[name]?.map(({ target }) => target)).toEqual(['hardening']);
    const { stdout } = await demand(workspace, ['show', 'project', 'windows', '--json']);
    expect(JSON.parse(stdout)).toMatchObject<Partial<ProjectJson>>({
      tags: expect.arrayContaining(['os:windows']) as string[],
      targets: { 'vm-run': { options: { memory: 4096 } } } as unknown as ProjectJson['targets'],
    });
  }, 120_000);

  it('a machine that changes is told, and only its box follows', async () => {
    workspace.edit(VAGRANTFILE, '"almalinux/9", memory: 1536', '"almalinux/9", memory: 2048');
    const check = await workspace.nx(['sync:check']);
    expect(succeeded(check)).toBe(false);
    expect(check.stdout + check.stderr).toContain("Box 'almalinux': memory 1536 becomes 2048.");
    await demand(workspace, ['sync']);
    await demand(workspace, ['sync:check']);
    expect((await git('status', '--porcelain')).trim().split('\n').map(pathOf)).toEqual([
      VAGRANTFILE,
      `${boxRoot('almalinux')}/project.json`,
      `${boxRoot('almalinux')}/vagrant.json`,
    ]);
    await commit('More memory for almalinux');
    expect(await affected()).toEqual(['almalinux']);
  }, 120_000);

  it('an edit of a box concerns that box alone', async () => {
    workspace.edit(`${boxRoot('debian12')}/project.json`, '"cpus": 2', '"cpus": 1');
    await commit('Fewer CPUs for debian12');
    expect(await affected()).toEqual(['debian12']);
  }, 120_000);

  it('a comment in the Vagrantfile concerns no box', async () => {
    workspace.edit(VAGRANTFILE, 'CPUS = 2', 'CPUS = 2 # enough');
    const { stdout, exitCode } = await workspace.nx(['sync:check']);
    expect([stdout, exitCode]).toEqual([expect.anything(), 0]);
    await commit('Say that it is enough');
    expect(await affected()).toEqual([]);
  }, 120_000);

  it.each([
    ['a syntax error', 'Vagrant.configure("2") do |config|', 'Vagrant.configure("2") do |config'],
    ['no machines', 'BOXES.each do', '{}.each do'],
    ['names that cannot be boxes', '"windows"   =>', '"my windows"   =>'],
  ])(
    'a Vagrantfile with %s gets one message with file and line',
    async (_title, from, to) => {
      const before = workspace.read(VAGRANTFILE);
      workspace.edit(VAGRANTFILE, from, to);
      const result = await workspace.nx(['g', '@flightline/vm-run:matrix']);
      workspace.write(VAGRANTFILE, before);
      expect(succeeded(result)).toBe(false);
      const said = result.stdout + result.stderr;
      expect(said).toMatch(/products\/hardening\/vms\/Vagrantfile:\d+/);
      expect(said).not.toMatch(/^ +at /m);
    },
    120_000,
  );

  async function affected(): Promise<string[]> {
    const { stdout } = await demand(workspace, [
      'show',
      'projects',
      '--affected',
      '--base=HEAD~1',
      '--with-target=vm-run',
      '--json',
    ]);
    return (JSON.parse(stdout) as string[]).sort();
  }
});

const boxRoot = (box: string): string => `${PRODUCT}/vms/boxes/${box}`;

/** The path in a line of `git status --porcelain`. */
const pathOf = (line: string): string => line.trim().replace(/^\S+ +/, '');
