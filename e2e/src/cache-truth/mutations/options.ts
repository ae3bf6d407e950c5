// Every option of a box concerns that box.
import type { Family, Mutation } from '../mutation';
import { type BoxName, EVERY_BOX, rootOf } from '../product';

const OPTIONS: readonly (readonly [box: BoxName, options: Record<string, unknown>])[] = [
  ['alma', { memory: 257 }],
  ['rocky', { memory: 300 }],
  ['leap', { memory: undefined }],
  ['jammy', { cpus: 2 }],
  ['alma', { disk: 3 }],
  ['jammy', { disk: undefined }],
  ['rocky', { hostname: 'rocky-9' }],
  ['leap', { user: 'tester' }],
  ['jammy', { user: 'root' }],
  ['alma', { runner: 'vms/smoke.sh' }],
  ['leap', { runner: undefined }],
  ['alma', { runnerArgs: ['--level', '2'] }],
  ['alma', { runnerArgs: ['1', '--level'] }],
  ['alma', { runnerArgs: [] }],
  ['rocky', { runnerArgs: [''] }],
  ['alma', { runnerEnv: { LEVEL: '2', PLACE: 'here' } }],
  ['alma', { runnerEnv: { LEVEL: '1' } }],
  ['alma', { runnerEnv: { LEVEL: '1', PLACE: 'here', NEW: '' } }],
  ['jammy', { runnerEnv: { LEVEL: '1' } }],
  ['rocky', { reports: '/mnt/other-reports' }],
  ['jammy', { collect: ['/etc/hostname', '/etc/os-release'] }],
  ['jammy', { collect: undefined }],
  ['leap', { firmware: 'uefi' }],
  ['rocky', { timeouts: { run: 301 } }],
  ['leap', { timeouts: { boot: 91 } }],
  ['jammy', { timeouts: { push: 61 } }],
  ['alma', { timeouts: { collect: 61 } }],
  ['leap', { timeouts: { total: 1801 } }],
  // What says the default is another text and the same box; the file it stands in is the box's own.
  ['jammy', { cpus: 1, network: 'isolated' }],
];

const several: readonly Mutation[] = [
  {
    title: 'one option of two boxes',
    apply: (at) => (['alma', 'jammy'] as const).forEach((box) => at.options(box, { memory: 270 })),
    runs: ['alma', 'jammy'],
  },
  {
    title: 'one option of each box',
    apply: (at) => EVERY_BOX.forEach((box) => at.options(box, { memory: 280 })),
    runs: EVERY_BOX,
  },
  {
    title: 'two options of one box',
    apply: (at) => at.options('rocky', { memory: 290, cpus: 2 }),
    runs: ['rocky'],
  },
  {
    title: 'the order of the options of a box',
    apply: (at) =>
      at.project(rootOf('alma'), ({ targets }) => {
        const target = targets['vm-run'] ?? {};
        target.options = Object.fromEntries(Object.entries(target.options ?? {}).reverse());
      }),
    runs: ['alma'],
  },
];

/** What the task hash does not follow, and what is no box at all, is refused whatever is cached. */
const REFUSED: readonly (readonly [options: Record<string, unknown>, words: string])[] = [
  [{ artifact: 'dist/other' }, "'dist/other' cannot be used"],
  [{ evidenceDir: 'vms/elsewhere' }, "'vms/elsewhere' cannot be used"],
  [{ runner: 'scripts/tidy.sh' }, "'scripts/tidy.sh' is no script directly in 'vms/'"],
  [{ runner: 'vms/README.md' }, "'vms/README.md' is no script directly in 'vms/'"],
  [{ runner: 'vms/lib/unused.sh' }, "'vms/lib/unused.sh' is no script directly in 'vms/'"],
  [{ hostname: 'alma' }, 'their reports would overwrite each other'],
  [{ image: 'file:vms/images/none.img' }, "'vms/images/none.img' does not exist"],
  [{ image: 'file:vms/images/alma.img' }, 'is not recorded'],
  [{ packages: ['python3'] }, 'Packages cannot be added to an image file'],
];

export const options: Family = {
  name: 'options',
  mutations: [
    ...OPTIONS.map(([box, values]): Mutation => ({
      title: `${box} ${JSON.stringify(values, (_key, value: unknown) => value ?? null)}`,
      apply: (at) => at.options(box, values),
      runs: [box],
    })),
    ...several,
    ...REFUSED.map(([values, refuses]): Mutation => ({
      title: `rocky ${JSON.stringify(values)} is refused`,
      apply: (at) => at.options('rocky', values),
      ...{ runs: [], refuses },
    })),
  ],
};
