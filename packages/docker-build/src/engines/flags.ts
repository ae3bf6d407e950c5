// What can be asked of a build, and how engines spell it: one line for each option. An engine takes these lines and
// replaces those it spells in another way. What stands in no line of an engine cannot be asked of it.

/** Where a secret comes from; never its value. */
export type SecretSource = { readonly env: string } | { readonly file: string };

type Pull = 'always' | 'missing' | 'never';

/** In the words of the options. What is undefined, false or empty is not asked for. */
export interface Asked {
  file: string;
  target: string;
  buildArgs: Readonly<Record<string, string>>;
  /** Network of the `RUN` steps, as the engine names it. */
  network: string | undefined;
  /** E.g. `linux/amd64`. */
  platforms: readonly string[];
  secrets: Readonly<Record<string, SecretSource>>;
  /** `default`, or `<id>=<socket or key>`. */
  ssh: readonly string[];
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  cacheFrom: readonly string[];
  cacheTo: readonly string[];
  pull: Pull | undefined;
  /** Host to address. */
  addHosts: Readonly<Record<string, string>>;
  /** E.g. `nofile` to `1024:4096`. */
  ulimits: Readonly<Record<string, string>>;
  /** E.g. `128m`. */
  shmSize: string | undefined;
  /** File that the engine describes its result in. */
  metadata: string | undefined;
  sbom: boolean;
  provenance: boolean;
  noCache: boolean;
}

export const NOTHING_ASKED = {
  buildArgs: {},
  network: undefined,
  platforms: [],
  secrets: {},
  ssh: [],
  labels: {},
  annotations: {},
  cacheFrom: [],
  cacheTo: [],
  pull: undefined,
  addHosts: {},
  ulimits: {},
  shmSize: undefined,
  metadata: undefined,
  sbom: false,
  provenance: false,
  noCache: false,
} as const satisfies Partial<Asked>;

/** Words of a command; undefined for a value that the engine does not have. */
type Spelling<T> = (value: T) => readonly string[] | undefined;

export type Flags = {
  readonly [K in keyof Asked]?: Spelling<NonNullable<Asked[K]>>;
};

const one = (flag: string) => (value: string) => [flag, value];
const each = (flag: string) => (values: readonly string[]) =>
  values.flatMap((value) => [flag, value]);
const pairs =
  (flag: string, separator = '=') =>
  (values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}${separator}${value}`]);

/** Spelled alike wherever there is such an option. */
export const SPELLINGS = {
  file: one('--file'),
  target: one('--target'),
  buildArgs: pairs('--build-arg'),
  network: one('--network'),
  platforms: (platforms: readonly string[]) => ['--platform', platforms.join(',')],
  secrets: (secrets) =>
    Object.entries(secrets).flatMap(([id, source]) => [
      '--secret',
      'env' in source ? `id=${id},env=${source.env}` : `id=${id},src=${source.file}`,
    ]),
  ssh: each('--ssh'),
  labels: pairs('--label'),
  annotations: pairs('--annotation'),
  cacheFrom: each('--cache-from'),
  cacheTo: each('--cache-to'),
  pull: (pull) => [`--pull=${pull}`],
  addHosts: pairs('--add-host', ':'),
  ulimits: pairs('--ulimit'),
  shmSize: one('--shm-size'),
  metadata: one('--metadata-file'),
  sbom: () => ['--sbom=true'],
  provenance: () => ['--provenance=true'],
  noCache: () => ['--no-cache'],
} satisfies Flags;

/** For those that cannot build several platforms at once. */
export const onePlatform: Spelling<readonly string[]> = (platforms) =>
  platforms.length === 1 ? SPELLINGS.platforms(platforms) : undefined;

/** The lines of the table without these. */
export function without<F extends Flags>(flags: F, ...names: readonly (keyof F)[]): Flags {
  return Object.fromEntries(
    Object.entries(flags).filter(([name]) => !names.includes(name as keyof F)),
  );
}

interface Spelled {
  key: keyof Asked;
  words: readonly string[] | undefined;
}

/** Each thing that is asked for, with the words for it; undefined where these flags have none. */
function spell(flags: Flags, asked: Asked): Spelled[] {
  return keysAsked(asked).map((key) => ({
    key,
    words: (flags[key] as Spelling<unknown> | undefined)?.(asked[key]),
  }));
}

/** What is asked for at all, in the order of the table. */
export function keysAsked(asked: Asked): (keyof Asked)[] {
  return (Object.keys(SPELLINGS) as (keyof Asked)[]).filter((key) => isAsked(asked[key]));
}

function isAsked(value: Asked[keyof Asked]): boolean {
  if (value === undefined || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** The words for all that is asked for and can be had. */
export function argvOf(flags: Flags, asked: Asked): string[] {
  return spell(flags, asked).flatMap(({ words = [] }) => words);
}

/** What is asked for and has no words, or words that a client does not know by its own help. */
export function lacking(flags: Flags, asked: Asked, help?: string): (keyof Asked)[] {
  const known = help === undefined ? undefined : new Set(help.match(/--[a-z][a-z-]*/g));
  const isKnown = (word: string) => {
    const [flag] = /^--[a-z][a-z-]*/.exec(word) ?? [];
    return flag === undefined || known === undefined || known.has(flag);
  };
  return spell(flags, asked)
    .filter(({ words }) => words === undefined || !words.every(isKnown))
    .map(({ key }) => key);
}
