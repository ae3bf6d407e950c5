// Which boxes `nx affected` lists after an edit, as cases for each version of Nx that our packages take.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type NxVersions, type Workspace, demand, editProject } from '../workspace';
import { COMPASS, RUN_BOXES, compassBox, dummyWorkspace, undo } from '../workspace/dummy-workspace';

const BOXES = ['alma', 'leap'];

interface Edit {
  what: string;
  make: (workspace: Workspace) => void;
  /** The boxes that have to run again. */
  boxes: readonly string[];
  /** Before 24 Nx knows affected projects only, and a box depends on all of its release project. */
  before24?: readonly string[];
}

const write = (path: string, text: string) => (workspace: Workspace) => workspace.write(path, text);
const append = (path: string) => (workspace: Workspace) =>
  workspace.write(path, `${workspace.read(path)}# edited\n`);
const json = (path: string, change: (value: object) => void) => (workspace: Workspace) => {
  const value = JSON.parse(workspace.read(path)) as object;
  change(value);
  workspace.write(path, JSON.stringify(value, null, 2));
};
const edit = (path: string, from: string, to: string) => (workspace: Workspace) =>
  workspace.edit(path, from, to);
const lock = (name: string) => (value: { packages?: Record<string, { version: string }> }) => {
  const entry = value.packages?.[`node_modules/${name}`];
  if (entry === undefined) throw new Error(`package-lock.json does not hold '${name}'.`);
  entry.version = '99.0.0';
};

const ALMA = compassBox('alma');

const EDITS: readonly Edit[] = [
  { what: 'nothing', make: () => undefined, boxes: [] },
  { what: 'a new file of a box', make: write(`${ALMA}/n.txt`, ''), boxes: ['alma'] },
  {
    what: 'an option of a box',
    make: edit(`${ALMA}/project.json`, '256', '300'),
    boxes: ['alma'],
  },
  {
    what: 'the lock of an image',
    make: edit(`${ALMA}/image.lock.json`, '4096', '4097'),
    boxes: ['alma'],
  },
  { what: 'the runner', make: append(`${COMPASS}/vms/runner.sh`), boxes: BOXES },
  { what: 'a new script beside it', make: write(`${COMPASS}/vms/more.sh`, ''), boxes: BOXES },
  { what: 'the source', make: append(`${COMPASS}/src/needle.txt`), boxes: BOXES },
  {
    what: 'a source file that goes',
    make: ({ root }) => rmSync(join(root, COMPASS, 'src/needle.txt')),
    boxes: BOXES,
  },
  { what: 'the Dockerfile', make: append(`${COMPASS}/Dockerfile`), boxes: BOXES },
  {
    what: 'an option of docker-build',
    make: (workspace) =>
      editProject(workspace, COMPASS, ({ targets }) => {
        Object.assign(targets['docker-build'] ?? {}, { options: { target: 'other' } });
      }),
    boxes: BOXES,
  },
  {
    what: 'nx.json',
    make: json('nx.json', (value) => Object.assign(value, { parallel: 2 })),
    boxes: BOXES,
  },
  { what: '.gitignore', make: append('.gitignore'), boxes: BOXES },
  { what: '.nxignore', make: write('.nxignore', 'x\n'), boxes: BOXES },
  {
    what: 'our package in package-lock.json',
    make: json('package-lock.json', lock('@flightline/vm-run')),
    boxes: BOXES,
  },
  {
    what: 'another package of ours in it',
    make: json('package-lock.json', lock('@flightline/core')),
    boxes: BOXES,
  },
  {
    what: 'the README of the product',
    make: append(`${COMPASS}/README.md`),
    boxes: [],
    before24: BOXES,
  },
  {
    what: 'the README of vms/',
    make: append(`${COMPASS}/vms/README.md`),
    boxes: [],
    before24: BOXES,
  },
  { what: 'another project', make: append('libs/chart/chart.txt'), boxes: [] },
  { what: 'the README of the workspace', make: append('README.md'), boxes: [] },
];

/** The cases, in a workspace that has these versions. */
export function casesOn(versions: NxVersions): void {
  let workspace: Workspace;
  const before24 = Number.parseInt(versions.nx) < 24;

  beforeAll(async () => {
    workspace = await dummyWorkspace(BOXES, versions);
  }, 240_000);
  afterAll(() => workspace.remove());

  async function affected(): Promise<string[]> {
    const words = ['show', 'projects', '--affected', '--base=HEAD', '--with-target', 'vm-run'];
    const { stdout } = await demand(workspace, [...words, '--json']);
    return (JSON.parse(stdout) as string[]).sort();
  }

  it('is the Nx that was asked for', () => {
    const version = (name: string) =>
      (JSON.parse(workspace.read(`node_modules/${name}/package.json`)) as { version: string })
        .version;
    expect([version('nx'), version('@nx/devkit')]).toEqual([versions.nx, versions.devkit]);
  });

  it('boxes run, come from the cache, and stand in the graph', async () => {
    const first = await demand(workspace, RUN_BOXES);
    expect(first.stdout).not.toContain('[local cache]');
    rmSync(join(workspace.root, COMPASS, 'vms/artifacts'), { recursive: true });
    const second = await demand(workspace, RUN_BOXES);
    expect(second.stdout).toContain('2 out of 2 tasks');
    for (const box of BOXES)
      expect(workspace.evidence(box, COMPASS)).toMatchObject({ result: { verdict: 'passed' } });

    await demand(workspace, ['run-many', '-t', 'vm-run', '--graph=tasks.json']);
    const { tasks } = JSON.parse(workspace.read('tasks.json')) as {
      tasks: { tasks: Record<string, unknown> };
    };
    const needed = [
      ...BOXES.map((box) => `${box}:vm-run`),
      'compass:docker-build',
      'compass:preflight',
    ];
    expect(Object.keys(tasks.tasks).sort()).toEqual(needed.sort());
    await undo(workspace);
  }, 120_000);

  it.each(EDITS)(
    '$what affects the right boxes',
    async ({ make, boxes, before24: widened }) => {
      make(workspace);
      try {
        await expect(affected()).resolves.toEqual((before24 ? widened : undefined) ?? boxes);
      } finally {
        await undo(workspace);
      }
    },
    60_000,
  );
}
