// Variables that people, shells and CI services set, and files that carry such variables.
import { type Change, type Family, type Mutation, each } from '../mutation';
import { ROOT } from '../product';

const VARIABLES: readonly (readonly [name: string, value: string])[] = [
  ['SOMETHING', 'else'],
  ['CI', 'true'],
  ['GITHUB_ACTIONS', 'true'],
  ['GITHUB_SHA', '0000000000000000000000000000000000000000'],
  ['BUILD_NUMBER', '17'],
  ['LANG', 'de_DE.UTF-8'],
  ['LC_ALL', 'C'],
  ['USER', 'somebody'],
  ['LOGNAME', 'somebody'],
  ['HOSTNAME', 'elsewhere'],
  ['TERM', 'dumb'],
  ['COLUMNS', '40'],
  ['FORCE_COLOR', '1'],
  ['EDITOR', 'ed'],
  ['NODE_ENV', 'production'],
  ['NODE_OPTIONS', '--max-old-space-size=2048'],
  ['DEBUG', '*'],
  ['HTTP_PROXY', 'http://127.0.0.1:9'],
  ['VAGRANT_DEFAULT_PROVIDER', 'libvirt'],
  ['DOCKER_BUILDKIT', '1'],
  ['LEVEL', '9'],
  ['FLIGHTLINE_FORMAT', 'json'],
  ['NX_VERBOSE_LOGGING', 'true'],
  ['NX_PARALLEL', '1'],
  ['NX_BASE', 'HEAD'],
  ['NX_HEAD', 'HEAD'],
  ['NX_PROCESS_KILL_GRACE_PERIOD', '30000'],
  ['NX_ISOLATE_PLUGINS', 'false'],
];

const FILES: readonly Change[] = [
  ['.env of the workspace', (at) => at.write('.env', 'LEVEL=9\n')],
  ['.env.local of the workspace', (at) => at.write('.env.local', 'LEVEL=9\n')],
  ['.env of a target of the workspace', (at) => at.write('.env.vm-run', 'LEVEL=9\n')],
  ['.nvmrc', (at) => at.write('.nvmrc', '20\n')],
  ['.envrc of the product', (at) => at.write(`${ROOT}/.envrc`, 'export A=1\n')],
];

export const environment: Family = {
  name: 'environment',
  mutations: [
    ...VARIABLES.map(([name, value]): Mutation => ({
      title: `${name}=${value}`,
      env: { [name]: value },
      runs: [],
    })),
    ...each(FILES, { runs: [] }),
  ],
};
