// Five of the campaign's mutations on real guests.
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

interface Case {
  title: string;
  apply: (workspace: Workspace) => void;
  runs: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: 'the README of the product runs none',
    apply: (workspace) => workspace.edit(`${PRODUCT}/README.md`, '# ', '# A better '),
    runs: [],
  },
  {
    title: 'a test of the build that leads to the same artifact runs none',
    apply: (workspace) => {
      const path = `${PRODUCT}/tests/test_facts.py`;
      workspace.write(path, `${workspace.read(path)}\n# One more thought.\n`);
    },
    runs: [],
  },
  {
    title: 'the memory of one box runs that box',
    apply: (workspace) =>
      editProject(workspace, boxRoot('trixie'), ({ targets }) =>
        Object.assign(targets['vm-run']?.options ?? {}, { memory: 800 }),
      ),
    runs: ['trixie'],
  },
  {
    title: 'a byte of the runner runs all',
    apply: (workspace) => {
      const path = `${PRODUCT}/vms/runner.sh`;
      workspace.write(path, `${workspace.read(path)}\n`);
    },
    runs: BOXES,
  },
  {
    title: 'a byte of the source that reaches the artifact runs all',
    apply: (workspace) => workspace.edit(`${PRODUCT}/waypoint/__init__.py`, '"""', '"""Changed. '),
    runs: BOXES,
  },
];

describeWith('a cache that tells the truth about real guests', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;
  const startedAt = (box: string) => {
    const evidence = workspace.evidence(box);
    return evidence.state === 'finished' ? evidence.result.startedAt : evidence.state;
  };

  beforeAll(async () => {
    workspace = await quickstartWorkspace();
    await demand(workspace, ['run-many', '-t', 'vm-run', '--parallel=2']);
  }, 1_200_000);
  afterAll(() => workspace.remove());

  it.each(CASES)(
    '$title',
    async ({ apply, runs }) => {
      const before = BOXES.map(startedAt);
      apply(workspace);
      await demand(workspace, ['run-many', '-t', 'vm-run', '--parallel=2']);
      expect(BOXES.filter((box, index) => startedAt(box) !== before[index])).toEqual([...runs]);
    },
    1_200_000,
  );
});
