import type { Problem } from '../errors';

/** Limits of one run in seconds. Waiting for other boxes counts in none of them. */
export interface Timeouts {
  /** From the start of the machine to its first command. */
  boot: number;
  /** The script of the option `prepare`. */
  prepare: number;
  push: number;
  /** The runner. */
  run: number;
  collect: number;
  /** All phases together, image building aside. */
  total: number;
}

/** The options of a `vm-run` target: the whole definition of a box. Paths are relative to the release root. */
export interface BoxOptions {
  driver: string;
  /** `debian:<suite>`, `file:<path>` or an https: address. */
  image: string;
  /** Distribution packages a `debian:` image carries besides the base system. */
  packages: readonly string[];
  /** MiB. */
  memory: number;
  cpus: number;
  /** GiB; the size of the disk the guest sees. */
  disk: number;
  /** What starts the boot loader of the disk. */
  firmware: 'bios' | 'uefi';
  hostname: string;
  user: string;
  runner: string;
  runnerArgs: readonly string[];
  runnerEnv: Readonly<Record<string, string>>;
  /** A script that runs in the guest as root before its first run, once for each template; '' for none. */
  prepare: string;
  /** Whether machines start as clones of one that was booted and prepared before, where the driver can do that. */
  warm: boolean;
  artifact: string;
  /** Absolute folder in the guest that comes home as the box's reports. */
  reports: string;
  /** Absolute files or folders in the guest that come home besides, also on failure. */
  collect: readonly string[];
  /** `isolated`: no way out of the guest; `outbound`: out, but not in. */
  network: 'isolated' | 'outbound';
  timeouts: Timeouts;
  /** How often a box whose machine gave no answer (`infra`, `image`) is run again on a fresh one. */
  retries: number;
  /** `on-failure`: the machine of a run that did not pass stays for `keepFor` minutes. */
  keep: 'never' | 'on-failure';
  /** Minutes. */
  keepFor: number;
  evidenceDir: string;
}

/** One machine of the matrix = one Nx project. */
export interface Box {
  name: string;
  /** Workspace-relative folder of the project. */
  root: string;
  options: BoxOptions;
  /** The release project, when the box names it in its tag but not among its implicitDependencies. */
  unlinkedRelease?: string;
}

export const BOX_DEFAULTS = {
  driver: 'qemu',
  packages: [],
  memory: 1024,
  cpus: 1,
  disk: 8,
  firmware: 'bios',
  user: 'flightline',
  runner: 'vms/runner.sh',
  runnerArgs: [],
  runnerEnv: {},
  prepare: '',
  warm: true,
  artifact: 'dist/artifact',
  reports: '/mnt/reports',
  collect: [],
  network: 'isolated',
  timeouts: { boot: 90, prepare: 600, push: 60, run: 600, collect: 60, total: 1800 },
  retries: 1,
  keep: 'never',
  keepFor: 60,
  evidenceDir: 'vms/artifacts',
} as const satisfies Partial<BoxOptions>;

/** What a box project says: all options but those with a default may be left out. */
export type BoxDefinition = Omit<Partial<BoxOptions>, 'timeouts'> & {
  timeouts?: Partial<Timeouts>;
};

/** Fills in the defaults. What is missing without a default is left for `boxProblems` to name. */
export function completeBox(definition: BoxDefinition): BoxOptions {
  return {
    image: '',
    hostname: '',
    ...BOX_DEFAULTS,
    ...definition,
    timeouts: { ...BOX_DEFAULTS.timeouts, ...definition.timeouts },
  };
}

type Rule = readonly [
  key: string,
  holds: (options: BoxOptions) => boolean,
  says: (options: BoxOptions) => string,
];

const isWholeNumber = (value: number, min: number, max: number) =>
  Number.isInteger(value) && value >= min && value <= max;
const isGuestPath = (path: string) => path.startsWith('/') && !path.split('/').includes('..');
const q = (text: string) => `'${text}'`;
/** What the named input `runner` of a release project holds. */
const WATCHED_RUNNER = /^vms\/(?!Vagrantfile$)[^/]+(?<!\.md)$/;
const HOSTNAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;
const URI = /^[a-z][a-z0-9+.-]*:.+/;
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a box must be, whatever its driver. */
const RULES: readonly Rule[] = [
  ['driver', ({ driver }) => driver !== '', () => 'A driver is needed.'],
  [
    'image',
    ({ image }) => URI.test(image),
    ({ image }) =>
      image === ''
        ? 'An image is needed, e.g. "debian:bookworm".'
        : `'${image}' is no image URI, e.g. "debian:bookworm" or "file:vms/disk.qcow2".`,
  ],
  [
    'packages',
    ({ packages }) => packages.every((name) => PACKAGE.test(name)),
    ({ packages }) =>
      `${quoteList(packages.filter((name) => !PACKAGE.test(name)))} cannot be the name of a distribution package.`,
  ],
  [
    'memory',
    ({ memory }) => isWholeNumber(memory, 128, 1_048_576),
    ({ memory }) => `${memory} is no memory size: a whole number of MiB from 128.`,
  ],
  [
    'cpus',
    ({ cpus }) => isWholeNumber(cpus, 1, 255),
    ({ cpus }) => `${cpus} is no number of CPUs: a whole number from 1 to 255.`,
  ],
  [
    'disk',
    ({ disk }) => isWholeNumber(disk, 1, 65_536),
    ({ disk }) => `${disk} is no disk size: a whole number of GiB from 1.`,
  ],
  [
    'firmware',
    ({ firmware }) => ['bios', 'uefi'].includes(firmware),
    ({ firmware }) => `'${firmware}' is neither 'bios' nor 'uefi'.`,
  ],
  [
    'hostname',
    ({ hostname }) => HOSTNAME.test(hostname),
    ({ hostname }) =>
      hostname === ''
        ? 'A hostname is needed: the folder of the reports is named after it.'
        : `'${hostname}' is no host name: letters a-z, digits and inner hyphens, at most 63.`,
  ],
  ['user', ({ user }) => USER.test(user), ({ user }) => `'${user}' is no user name.`],
  [
    'runner',
    ({ runner }) => WATCHED_RUNNER.test(runner),
    ({ runner }) =>
      `'${runner}' is no script directly in 'vms/'; Nx would not notice its changes and take old results for new ones.`,
  ],
  [
    'prepare',
    ({ prepare }) => prepare === '' || WATCHED_RUNNER.test(prepare),
    ({ prepare }) =>
      `'${prepare}' is no script directly in 'vms/'; Nx would not notice its changes and take old results for new ones.`,
  ],
  [
    'artifact',
    ({ artifact }) => artifact === BOX_DEFAULTS.artifact,
    ({ artifact }) =>
      `'${artifact}' cannot be used: Nx watches no other folder for changes than ${q(BOX_DEFAULTS.artifact)}.`,
  ],
  [
    'evidenceDir',
    ({ evidenceDir }) => evidenceDir === BOX_DEFAULTS.evidenceDir,
    ({ evidenceDir }) =>
      `'${evidenceDir}' cannot be used: a cache hit restores evidence to no other folder than ${q(BOX_DEFAULTS.evidenceDir)}.`,
  ],
  [
    'runnerEnv',
    ({ runnerEnv }) => Object.keys(runnerEnv).every((name) => VARIABLE.test(name)),
    ({ runnerEnv }) =>
      `${quoteList(Object.keys(runnerEnv).filter((name) => !VARIABLE.test(name)))} cannot be the name of an environment variable.`,
  ],
  [
    'reports',
    ({ reports }) => isGuestPath(reports),
    ({ reports }) => `'${reports}' is no absolute path in the guest.`,
  ],
  [
    'collect',
    ({ collect }) => collect.every(isGuestPath),
    ({ collect }) =>
      `${quoteList(collect.filter((path) => !isGuestPath(path)))}: not an absolute path in the guest.`,
  ],
  [
    'network',
    ({ network }) => ['isolated', 'outbound'].includes(network),
    ({ network }) => `'${network}' is neither 'isolated' nor 'outbound'.`,
  ],
  [
    'retries',
    ({ retries }) => isWholeNumber(retries, 0, 10),
    ({ retries }) => `${retries} is no number of retries: a whole number from 0 to 10.`,
  ],
  [
    'keep',
    ({ keep }) => ['never', 'on-failure'].includes(keep),
    ({ keep }) => `'${keep}' is neither 'never' nor 'on-failure'.`,
  ],
  [
    'keepFor',
    ({ keepFor }) => isWholeNumber(keepFor, 1, 10_080),
    ({ keepFor }) => `${keepFor} is no time to keep a machine: whole minutes, at most a week.`,
  ],
  ...(['boot', 'prepare', 'push', 'run', 'collect', 'total'] as const).map((name): Rule => [
    `timeouts.${name}`,
    ({ timeouts }) => typeof timeouts[name] === 'number' && timeouts[name] > 0,
    ({ timeouts }) => `${timeouts[name]} is no time limit: seconds, greater than 0.`,
  ]),
];

/** What an option is in JSON. Rules may rely on it: whoever reads a box from the graph has no schema at hand. */
type Kind = 'text' | 'number' | 'flag' | 'list' | 'table';

const KINDS: Readonly<Record<keyof BoxOptions, Kind>> = {
  driver: 'text',
  image: 'text',
  packages: 'list',
  memory: 'number',
  cpus: 'number',
  disk: 'number',
  firmware: 'text',
  hostname: 'text',
  user: 'text',
  runner: 'text',
  runnerArgs: 'list',
  runnerEnv: 'table',
  prepare: 'text',
  warm: 'flag',
  artifact: 'text',
  reports: 'text',
  collect: 'list',
  network: 'text',
  timeouts: 'table',
  retries: 'number',
  keep: 'text',
  keepFor: 'number',
  evidenceDir: 'text',
};

const isText = (value: unknown) => typeof value === 'string';
const isTable = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const IS_KIND: Readonly<Record<Kind, { holds: (value: unknown) => boolean; name: string }>> = {
  text: { holds: isText, name: 'a text' },
  number: { holds: (value) => typeof value === 'number', name: 'a number' },
  flag: { holds: (value) => typeof value === 'boolean', name: 'true or false' },
  list: {
    holds: (value) => Array.isArray(value) && value.every(isText),
    name: 'a list of texts',
  },
  table: {
    holds: isTable,
    name: 'a table of names and values',
  },
};

/** All that is wrong with the options of one box; empty when it can be run. */
export function boxProblems(box: Box, file = `${box.root}/project.json`): Problem[] {
  const wrongKinds = Object.entries(box.options).flatMap(([key, value]): Problem[] => {
    const kind = Object.hasOwn(KINDS, key) ? IS_KIND[KINDS[key as keyof BoxOptions]] : undefined;
    if (kind === undefined) return [{ file, key, message: `There is no option '${key}'.` }];
    return kind.holds(value) ? [] : [{ file, key, message: `'${key}' has to be ${kind.name}.` }];
  });
  const unfit = new Set(wrongKinds.map(({ key }) => key));
  const broken = RULES.filter(
    ([key, holds]) => !unfit.has(key.split('.')[0]) && !holds(box.options),
  );
  return [
    ...unlinkedProblems(box, file),
    ...wrongKinds,
    ...broken.map(([key, , says]) => ({ file, key, message: says(box.options) })),
  ];
}

/** Without the link Nx neither builds the artifact first nor notices that it or the runner changed. */
function unlinkedProblems({ name, unlinkedRelease }: Box, file: string): Problem[] {
  if (unlinkedRelease === undefined) return [];
  const message = `Box '${name}' does not name '${unlinkedRelease}' there, so Nx would take old results for new ones.`;
  return [{ file, key: 'implicitDependencies', message }];
}

function quoteList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
