// A box is its folder: each file in it, its link to the release, and whether it is there at all.
import type { Checkout } from '../checkout';
import type { Family, Mutation } from '../mutation';
import {
  BOXES,
  type BoxName,
  OTHER_BOX,
  OTHER_ROOT,
  ROOT,
  type ProjectJson,
  rootOf,
} from '../product';

type FileChange = readonly [
  box: BoxName,
  title: string,
  apply: (at: Checkout, root: string) => void,
];

const FILES: readonly FileChange[] = [
  ['alma', 'a file changed', (at, root) => at.append(`${root}/notes.txt`, 'more\n')],
  ['rocky', 'a file added', (at, root) => at.write(`${root}/more.txt`, 'more\n')],
  ['leap', 'a file removed', (at, root) => at.remove(`${root}/notes.txt`)],
  ['jammy', 'a file renamed', (at, root) => at.rename(`${root}/notes.txt`, `${root}/n.txt`)],
  [
    'alma',
    'a file in a folder changed',
    (at, root) => at.append(`${root}/seed/user-data.yaml`, '#\n'),
  ],
  ['rocky', 'a hidden file added', (at, root) => at.write(`${root}/.hidden`, 'x\n')],
  ['leap', 'an empty file added', (at, root) => at.write(`${root}/empty`, '')],
  // All files in the folder of a box are the box, documents among them.
  ['jammy', 'a document in its folder', (at, root) => at.write(`${root}/README.md`, '# Jammy\n')],
  ['alma', 'white space in project.json', (at, root) => at.append(`${root}/project.json`, '\n')],
  [
    'rocky',
    'white space in image.lock.json',
    (at, root) => at.append(`${root}/image.lock.json`, '\n'),
  ],
  ['leap', 'its $schema', (at, root) => at.edit(`${root}/project.json`, '$schema', '$comment')],
];

const PROJECTS: readonly (readonly [
  box: BoxName,
  title: string,
  change: (project: ProjectJson) => void,
])[] = [
  ['rocky', 'a tag', ({ tags }) => void tags.push('slow')],
  ['leap', 'a target', ({ targets }) => void (targets['hello'] = { command: 'true' })],
  [
    'jammy',
    'a configuration',
    ({ targets }) => addTo(targets, { configurations: { big: { memory: 320 } } }),
  ],
  ['alma', 'metadata', ({ targets }) => addTo(targets, { metadata: { description: 'by hand' } })],
  ['rocky', 'parallelism', ({ targets }) => addTo(targets, { parallelism: false })],
  [
    'jammy',
    'a dependency more',
    ({ implicitDependencies }) => void implicitDependencies.push('chart'),
  ],
];

function addTo(targets: ProjectJson['targets'], values: object): void {
  Object.assign(targets['vm-run'] ?? {}, values);
}

const links: readonly Mutation[] = [
  {
    title: 'rocky no longer depends on its release',
    apply: (at) => at.project(rootOf('rocky'), (box) => (box.implicitDependencies = [])),
    runs: [],
    refuses: "Box 'rocky' does not name 'compass' there",
  },
  {
    title: 'rocky belongs to a release that does not exist',
    apply: (at) => at.edit(`${rootOf('rocky')}/project.json`, 'matrix:compass', 'matrix:nothing'),
    runs: [],
    refuses: "Box 'rocky' belongs to no release project",
  },
];

/** Nx's daemon may miss files that come with a new folder: docs/cache-truth.md. */
const WITHOUT_DAEMON = ['plain', 'alone', 'clone', 'remote'] as const;

/** A box as its generator and vm-image would leave it, made from another one. */
function addBox(at: Checkout, name: string, root = `${ROOT}/vms/boxes/${name}`): void {
  at.copy(rootOf('jammy'), root);
  at.project(root, (project) => {
    project.name = name;
    addTo(project.targets, {
      options: { ...project.targets['vm-run']?.options, hostname: name },
    });
  });
}

const whole: readonly Mutation[] = [
  {
    title: 'a box added',
    apply: (at) => addBox(at, 'mint'),
    ...{ runs: ['mint'], modes: WITHOUT_DAEMON },
  },
  {
    title: 'two boxes added',
    apply: (at) => ['mint', 'arch'].forEach((name) => addBox(at, name)),
    ...{ runs: ['mint', 'arch'], modes: WITHOUT_DAEMON },
  },
  {
    title: 'a box removed',
    apply: (at) => at.remove(rootOf('leap')),
    runs: [],
  },
  {
    title: 'a box that moved',
    apply: (at) => at.rename(rootOf('leap'), `${ROOT}/vms/boxes/leap-15`),
    ...{ runs: ['leap'], modes: WITHOUT_DAEMON },
  },
  {
    title: 'a box with another name',
    apply: (at) => at.project(rootOf('jammy'), (box) => (box.name = 'jammy-lts')),
    runs: ['jammy-lts'],
  },
  {
    title: 'the definitions of two boxes exchanged',
    apply: (at) => {
      const options = (box: string) =>
        (JSON.parse(at.read(`${rootOf(box)}/project.json`)) as ProjectJson).targets['vm-run']
          ?.options ?? {};
      const [alma, jammy] = [options('alma'), options('jammy')];
      at.options('alma', {
        runnerArgs: undefined,
        runnerEnv: undefined,
        collect: jammy['collect'],
        disk: jammy['disk'],
      });
      at.options('jammy', {
        collect: undefined,
        disk: undefined,
        runnerArgs: alma['runnerArgs'],
        runnerEnv: alma['runnerEnv'],
      });
    },
    runs: ['alma', 'jammy'],
  },
];

const otherRelease: readonly Mutation[] = [
  {
    title: 'the source of the other release',
    apply: (at) => at.append(`${OTHER_ROOT}/src/needle.txt`, 'up\n'),
    runs: [OTHER_BOX],
    modes: ['plain', 'clone', 'remote', 'daemon'],
  },
  {
    title: 'the runner of the other release',
    apply: (at) => at.append(`${OTHER_ROOT}/vms/runner.sh`, '# done\n'),
    runs: [OTHER_BOX],
  },
  {
    title: 'an option of the box of the other release',
    apply: (at) => at.options(OTHER_BOX, { memory: 260 }),
    runs: [OTHER_BOX],
  },
  {
    title: 'the same byte of the runners of both releases',
    apply: (at) =>
      [ROOT, OTHER_ROOT].forEach((root) => at.append(`${root}/vms/runner.sh`, '# both\n')),
    runs: [...BOXES, OTHER_BOX],
  },
];

export const box: Family = {
  name: 'box',
  mutations: [
    ...FILES.map(([name, title, apply]): Mutation => ({
      title: `${name}: ${title}`,
      apply: (at) => apply(at, rootOf(name)),
      runs: [name],
    })),
    ...PROJECTS.map(([name, title, change]): Mutation => ({
      title: `${name}: ${title}`,
      apply: (at) => at.project(rootOf(name), change),
      runs: [name],
    })),
    ...links,
    ...whole,
    ...otherRelease,
  ],
};
