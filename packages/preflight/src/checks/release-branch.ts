import { type Check, type CheckContext, fail, pass, unverified } from '@flightline/core/check';
import { currentBranch, gitAnswer, noRepository } from '../git/git';

interface Settings {
  readonly branches: readonly string[];
}

export const releaseBranch: Check<Settings> = {
  id: 'release-branch',
  stage: 'release',
  title: 'The commit is on the branch that releases are made from',
  why: 'A release from another branch lacks what was merged, and the next one lacks what it had.',
  fix: 'Merge into the branch of releases and check that out, or name this one in the settings of the check.',
  settings: {
    properties: {
      branches: {
        description: "Branches that releases are made from; '*' stands for any text.",
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        default: ['main', 'master', 'release/*'],
      },
    },
  },
  run: async (context) => {
    const { branches } = context.settings;
    const reason = await noRepository(context);
    if (reason !== undefined) return unverified(reason);
    const wanted = branches.map((name) => `'${name}'`).join(' or ');
    const branch = await currentBranch(context);
    if (branch === undefined) return onNoBranch(wanted, context);
    if (branches.some((pattern) => matches(pattern, branch))) return pass(branch);
    return fail(`The branch is '${branch}' and not ${wanted}.`, releaseBranch.fix);
  },
};

/** A tag or a commit that was checked out, as CI does it: it has to be in the history of such a branch. */
async function onNoBranch(wanted: string, context: CheckContext<Settings>) {
  const answer = await gitAnswer(
    ['for-each-ref', '--contains=HEAD', '--format=%(refname)', 'refs/heads', 'refs/remotes'],
    context,
  );
  const names = (answer ?? '').split('\n').filter((name) => name !== '');
  const found = names.find((name) =>
    context.settings.branches.some((pattern) => matches(pattern, shortName(name))),
  );
  if (found !== undefined) return pass(`in ${shortName(found)}`);
  const isShallow = await gitAnswer(['rev-parse', '--is-shallow-repository'], context);
  if (isShallow === 'true') {
    return unverified(
      'No branch is checked out, and a shallow clone does not tell which one the commit is in. With actions/checkout: fetch-depth: 0.',
    );
  }
  return fail(`The commit that is checked out is not in ${wanted}.`, releaseBranch.fix);
}

const shortName = (ref: string): string => ref.replace(/^refs\/(heads|remotes\/[^/]+)\//, '');

function matches(pattern: string, branch: string): boolean {
  const [begin = '', ...others] = pattern.split('*');
  if (others.length === 0) return pattern === branch;
  let at = begin.length;
  if (!branch.startsWith(begin)) return false;
  for (const [index, part] of others.entries()) {
    if (index === others.length - 1)
      return branch.length - part.length >= at && branch.endsWith(part);
    const found = branch.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return true;
}
