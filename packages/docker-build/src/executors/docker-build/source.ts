// What an image says of where it comes from, and the names that are made of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Runner, succeeded } from '@flightline/core/process';
import { readToml } from '@flightline/core/readers/toml';

/** What is known of the source of a build; what nobody says is undefined. */
export interface Source {
  /** Of pyproject.toml, else of package.json. */
  readonly version?: string;
  readonly commit?: Commit;
}

interface Commit {
  /** 40 hex digits. */
  readonly sha: string;
  /** Of the committer, in s since 1970. */
  readonly time: number;
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  /** True when a file of the release project that git knows differs from the commit. */
  readonly isChanged: boolean;
  /** Without user and password. */
  readonly remote: string | undefined;
}

export interface SourceContext {
  /** Absolute folder of the release project. */
  readonly cwd: string;
  readonly runner: Runner;
  readonly signal: AbortSignal;
}

export async function readSource(context: SourceContext): Promise<Source> {
  const version = await versionIn(context.cwd);
  const commit = await readCommit(context);
  return {
    ...(version === undefined ? {} : { version }),
    ...(commit === undefined ? {} : { commit }),
  };
}

async function versionIn(folder: string): Promise<string | undefined> {
  for (const { file, read } of VERSIONS) {
    const path = join(folder, file);
    const version = existsSync(path) ? await read(path) : undefined;
    if (typeof version === 'string') return version;
  }
  return undefined;
}

const VERSIONS: readonly { file: string; read: (path: string) => unknown }[] = [
  {
    file: 'pyproject.toml',
    read: async (path) => (await readToml(path)).value(['project', 'version']),
  },
  {
    file: 'package.json',
    read: (path) => (JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown }).version,
  },
];

async function readCommit({ cwd, runner, signal }: SourceContext): Promise<Commit | undefined> {
  const git = async (...args: string[]) => {
    const result = await runner.run(['git', ...args], { cwd, signal });
    return succeeded(result) ? result.stdout.trim() : undefined;
  };
  const log = await git('log', '-1', '--format=%H%n%ct%n%D');
  if (log === undefined) return undefined;
  const [sha = '', time = '', names = ''] = log.split('\n');
  const refs = names.split(', ');
  const changes = await git('status', '--porcelain', '--untracked-files=no', '--', '.');
  const remote = await git('remote', 'get-url', 'origin');
  return {
    sha,
    time: Number(time),
    branch: refs.find((ref) => ref.startsWith('HEAD -> '))?.slice('HEAD -> '.length),
    tag: refs.find((ref) => ref.startsWith('tag: '))?.slice('tag: '.length),
    isChanged: changes !== '',
    remote: remote?.replace(/^(\w+:\/\/)[^@/]*@/, '$1'),
  };
}

/** What can stand in braces in the tags, labels and annotations of an image. */
const PLACEHOLDERS: Readonly<Record<string, (source: Source) => string | undefined>> = {
  version: ({ version }) => version,
  sha: ({ commit }) => commit?.sha.slice(0, 12),
  branch: ({ commit }) => commit?.branch,
  tag: ({ commit }) => commit?.tag,
};

export interface Expansion {
  readonly text: string;
  /** A sentence for each placeholder without a value. */
  readonly problems: readonly string[];
}

/** Puts values in the place of placeholders; `fit` makes a value fit for where it goes. */
export function expandTemplate(
  template: string,
  source: Source,
  fit: (value: string) => string = (value) => value,
): Expansion {
  const problems: string[] = [];
  const text = template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = PLACEHOLDERS[name]?.(source);
    if (value !== undefined) return fit(value);
    problems.push(
      name in PLACEHOLDERS
        ? `There is no ${name} for '${placeholder}': ${NOWHERE[name]}.`
        : `'${placeholder}' is none of ${Object.keys(PLACEHOLDERS)
            .map((known) => `'{${known}}'`)
            .join(', ')}.`,
    );
    return placeholder;
  });
  return { text, problems };
}

const NOWHERE: Readonly<Record<string, string>> = {
  version: 'neither pyproject.toml nor package.json of the release project says one',
  sha: 'git knows no commit here',
  branch: 'git is not on a branch here',
  tag: 'the commit has no tag',
};

/** Keys of the OCI image specification (annotations.md), for what is known. */
export function labelsOf({ version, commit }: Source, created: number | undefined) {
  const revision = commit && `${commit.sha}${commit.isChanged ? '-dirty' : ''}`;
  const labels = {
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.source': commit?.remote,
    'org.opencontainers.image.created':
      created === undefined ? undefined : new Date(created * 1000).toISOString(),
  };
  return Object.fromEntries(
    Object.entries(labels).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
