import { eq, gt, parse, rcompare } from '@renovatebot/pep440';
import {
  type Check,
  type CheckContext,
  type Outcome,
  fail,
  pass,
  skip,
  unverified,
} from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import { git, noRepository } from '../git/git';
import { releaseVersion } from '../versions';

interface Settings {
  remote: string;
}

export const versionTag: Check<Settings> = {
  id: 'version-tag',
  stage: 'release',
  title: 'The version can be tagged',
  why: 'A tag that exists already cannot be pushed, and a version that is not greater than the last one is never offered as an update.',
  fix: "Give the project a new version X.Y.Z that is greater than the last one. Its tag is 'vX.Y.Z'.",
  settings: {
    properties: {
      remote: {
        description: 'Name of the git remote that is asked for its tags; its tags are not fetched.',
        type: 'string',
        minLength: 1,
        default: 'origin',
      },
    },
  },
  run: async (context) => {
    const { version, because } = await releaseVersion(context.files);
    if (version === undefined) return skip(because);
    const tags = await readTags(context);
    if ('status' in tags) return tags;
    return judge(version, tags, runningFor(context.env));
  },
};

interface Tags {
  local: readonly string[];
  /** Those in the history of what is checked out. */
  merged: readonly string[];
  /** Undefined when there is no such remote. */
  remote: { name: string; tags: readonly string[] } | undefined;
}

async function readTags(context: CheckContext<Settings>): Promise<Tags | Outcome> {
  const none = await noRepository(context);
  if (none !== undefined) return unverified(none);
  const ask = (...words: string[]) => git(words, context);
  const shallow = await ask('rev-parse', '--is-shallow-repository');
  if (shallow.stdout === 'true') {
    return unverified(
      "The clone is shallow and may lack tags. Complete it with 'git fetch --unshallow --tags', in GitHub's actions/checkout with 'fetch-depth: 0'.",
    );
  }
  const local = await ask('tag', '--list');
  const merged = await ask('tag', '--list', '--merged', 'HEAD');
  const remotes = await ask('remote');
  const failed = [shallow, local, merged, remotes].find((result) => !succeeded(result));
  if (failed !== undefined) return noAnswer(failed);
  const found = { local: linesOf(local), merged: linesOf(merged), remote: undefined };
  const { remote } = context.settings;
  if (!linesOf(remotes).includes(remote)) return found;
  const listed = await ask('ls-remote', '--tags', '--refs', remote);
  if (!succeeded(listed)) return noAnswer(listed);
  const tags = linesOf(listed).map((line) => line.replace(/^\w+\trefs\/tags\//, ''));
  return { ...found, remote: { name: remote, tags } };
}

const linesOf = ({ stdout }: RunResult): string[] =>
  stdout.split('\n').filter((line) => line !== '');

function noAnswer(result: RunResult): Outcome {
  const [reason = ''] = result.stderr.split('\n');
  const command = result.argv.join(' ');
  return unverified(`'${command}' ${describeEnding(result)}${reason === '' ? '.' : `: ${reason}`}`);
}

/** The tag whose push started this run, in a workflow of GitHub: that one is there already, and has to be. */
const runningFor = (env: Readonly<Record<string, string | undefined>>): string | undefined =>
  env['GITHUB_REF_TYPE'] === 'tag' ? env['GITHUB_REF_NAME'] : undefined;

function judge(version: string, tags: Tags, running: string | undefined): Outcome {
  const tag = `v${version}`;
  const problems = [
    ...misshapen(version),
    ...strayed(tag, running),
    ...taken(version, tags.local, 'here', running),
    ...taken(version, tags.remote?.tags ?? [], `at '${tags.remote?.name ?? ''}'`, running),
    ...overtaken(version, tags.merged),
  ];
  if (problems.length > 0) {
    return fail(`Version '${version}' cannot be tagged '${tag}'.`, versionTag.fix, problems);
  }
  const last = lastOf(tags.merged.filter((one) => one !== tag));
  const since = last === undefined ? 'the first one' : `after '${last}'`;
  const remote = tags.remote === undefined ? '; there is no remote to ask' : '';
  return pass(`'${tag}', ${since}${remote}`);
}

/** `1.2.3` and `1.2.3rc1`: three numbers, and what PEP 440 lets follow. */
function misshapen(version: string): Problem[] {
  return parse(version)?.release.length === 3
    ? []
    : [{ message: `'${version}' does not have the form X.Y.Z.` }];
}

const strayed = (tag: string, running: string | undefined): Problem[] =>
  running === undefined || running === tag
    ? []
    : [{ message: `This run is for the tag '${running}'.` }];

/** Also under another name: `1.2.3` and `v1.2.3.0` are the same version as `v1.2.3`. */
function taken(
  version: string,
  tags: readonly string[],
  where: string,
  running: string | undefined,
): Problem[] {
  return tags
    .filter((tag) => tag !== running && isSame(tag, version))
    .map((tag) => ({ message: `There is a tag '${tag}' ${where}.` }));
}

const isSame = (tag: string, version: string): boolean =>
  parse(tag) === null || parse(version) === null ? tag === `v${version}` : eq(tag, version);

function overtaken(version: string, merged: readonly string[]): Problem[] {
  const last = lastOf(merged);
  const isOver = last !== undefined && parse(version) !== null && gt(last, version);
  return isOver ? [{ message: `It is not greater than '${last}', the last one.` }] : [];
}

/** The greatest version among tags; PEP 440 lets a version begin with `v`. */
const lastOf = (tags: readonly string[]): string | undefined =>
  tags.filter((tag) => parse(tag) !== null).sort(rcompare)[0];
