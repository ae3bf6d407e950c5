import type { CheckContext } from '@flightline/core/check';
import { gitAnswer, gitText, namesIn } from './git';

/** A commit that a release is compared with, or why there is none. */
export type Base = { commit: string; name: string } | { because: string };

/** Tags of versions, also those that are no objects of their own. */
const VERSIONS = ['--tags', '--match=v[0-9]*'];

/** The last tag before HEAD; HEAD itself may have one when its release is looked at. */
export async function lastTag(context: CheckContext): Promise<Base> {
  const isTagged = await gitAnswer(['describe', '--exact-match', ...VERSIONS, 'HEAD'], context);
  const from = isTagged === undefined ? 'HEAD' : 'HEAD^';
  const tag = await gitAnswer(['describe', '--abbrev=0', ...VERSIONS, from], context);
  if (tag !== undefined) return { commit: `refs/tags/${tag}`, name: tag };
  const isShallow = await gitAnswer(['rev-parse', '--is-shallow-repository'], context);
  return {
    because:
      isShallow === 'true'
        ? 'The clone is shallow and holds no tag of a version before this commit. With actions/checkout: fetch-depth: 0.'
        : "There is no tag of a version ('v1.2.3') before this commit. For a first release name a commit in the setting 'since'.",
  };
}

/** The commit where this branch left another one. */
export async function namedBase(name: string, context: CheckContext): Promise<Base> {
  const commit = await gitAnswer(['merge-base', name, 'HEAD'], context);
  return commit === undefined
    ? { because: `There is no '${name}' here that has history in common with this commit.` }
    : { commit, name };
}

/** A commit and what it touched, relative to the release project. */
export interface Commit {
  readonly hash: string;
  readonly files: readonly string[];
  /** The values of the trailer that was asked for, with blanks between. */
  readonly trailer: string;
}

export async function commitsSince(
  base: string,
  trailer: string,
  context: CheckContext,
): Promise<Commit[]> {
  const format = `%x01%H%x02%(trailers:key=${trailer},valueonly=true,separator=%x20)`;
  const words = ['log', '-z', '--no-renames', '--name-only', '--relative', `--format=${format}`];
  const log = await gitText([...words, `${base}..HEAD`], context);
  return log
    .split('\x01')
    .slice(1)
    .map((entry) => {
      const [head = '', ...names] = entry.split('\0');
      const [hash = '', value = ''] = head.split('\x02');
      return {
        hash,
        trailer: value.trim(),
        files: names.map((name) => name.replace(/^\n/, '')).filter((name) => name !== ''),
      };
    });
}

/** Files that differ, relative to the release project. */
export async function filesChangedSince(base: string, context: CheckContext): Promise<string[]> {
  const words = ['diff', '-z', '--no-renames', '--name-only', '--relative'];
  return namesIn(await gitText([...words, base, 'HEAD'], context));
}
