// Nx counts some files of the workspace to every task, whatever they say: then every box runs.
import type { Checkout } from '../checkout';
import { type Change, type Family, each } from '../mutation';
import { BOXES, EVERY_BOX, ROOT } from '../product';

type NxJson = Record<string, unknown> & {
  targetDefaults: Record<string, Record<string, unknown>>;
  namedInputs: Record<string, unknown[]>;
};

const nxJson = (change: (settings: NxJson) => void) => (at: Checkout) =>
  at.json('nx.json', (value) => change(value as NxJson));

const EVERY: readonly Change[] = [
  ['white space in nx.json', (at) => at.append('nx.json', '\n')],
  ['nx.json: parallel', nxJson((nx) => (nx['parallel'] = 4))],
  ['nx.json: defaultBase', nxJson((nx) => (nx['defaultBase'] = 'trunk'))],
  ['nx.json: a named input that nobody uses', nxJson((nx) => (nx.namedInputs['mine'] = []))],
  [
    'nx.json: a default option of all boxes',
    nxJson(({ targetDefaults }) => {
      Object.assign(targetDefaults['@flightline/vm-run:vm-run'] ?? {}, { options: { cpus: 2 } });
    }),
  ],
  [
    'nx.json: the defaults of another target',
    nxJson(({ targetDefaults }) => (targetDefaults['lint'] = { cache: true })),
  ],
  ['nx.json: the order of its keys', (at) => at.write('nx.json', reversed(at.read('nx.json')))],
  ['.gitignore: a comment', (at) => at.append('.gitignore', '# mine\n')],
  ['.nxignore added', (at) => at.write('.nxignore', 'nothing\n')],
];

const RELEASE_PROJECT: readonly Change[] = [
  [
    'a named input of the release that nobody uses',
    (at) => at.project(ROOT, ({ namedInputs }) => void (namedInputs['mine'] = [])),
  ],
  ['white space in project.json of the release', (at) => at.append(`${ROOT}/project.json`, '\n')],
];

function reversed(text: string): string {
  const entries = Object.entries(JSON.parse(text) as object).reverse();
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

/** Boxes ask their release project for its runner, and with that Nx counts the configuration of the project. */
const RELEASE_CONFIGURATION: readonly Change[] = [
  [
    'a target of the release',
    (at) => at.project(ROOT, ({ targets }) => void (targets['hello'] = { command: 'true' })),
  ],
  ['a tag of the release', (at) => at.project(ROOT, ({ tags }) => void tags.push('scope:x'))],
  ['an option of docker-build', (at) => buildOptions(at, { network: 'none' })],
  ['a build argument', (at) => buildOptions(at, { buildArgs: { FOLDER: 'alternative' } })],
  ['another stage', (at) => buildOptions(at, { target: 'slim' })],
  [
    'another Dockerfile, and nx sync',
    async (at) => {
      buildOptions(at, { file: 'other.Dockerfile' });
      await at.nx('sync');
    },
  ],
];

/** Refused where something is built. */
const UNFOLLOWED: readonly Change[] = [
  ['another Dockerfile', (at) => buildOptions(at, { file: 'other.Dockerfile' })],
  ['another context', (at) => buildOptions(at, { context: 'src' })],
];

function buildOptions(at: Checkout, options: Record<string, unknown>): void {
  at.project(ROOT, ({ targets }) => {
    Object.assign(targets['docker-build'] ?? {}, { options });
  });
}

export const nxSettings: Family = {
  name: 'settings of Nx',
  mutations: [
    ...each(EVERY, { runs: EVERY_BOX }),
    ...each(RELEASE_CONFIGURATION, { runs: BOXES }),
    ...each(UNFOLLOWED, {
      ...{ runs: [], refuses: 'run: nx sync' },
      modes: ['plain', 'clone', 'remote', 'daemon'],
    }),
    ...each(RELEASE_PROJECT, { runs: [] }),
  ],
};
