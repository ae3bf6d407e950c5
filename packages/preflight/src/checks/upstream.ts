import { type Check, type Outcome, fail, pass, skip, unverified } from '@flightline/core/check';
import { currentBranch, noRepository } from '../git/git';
import { type Upstream, upstreamOf } from '../git/upstream';

export const upstream: Check = {
  id: 'upstream',
  stage: 'release',
  title: 'The remote has the same commit',
  why: 'A tag on a commit that others do not have, or that lacks theirs, releases something nobody reviewed.',
  fix: "Run 'git pull --ff-only' or 'git push', whichever the answer says.",
  run: async (context) => {
    const reason = await noRepository(context);
    if (reason !== undefined) return unverified(reason);
    const branch = await currentBranch(context);
    if (branch === undefined) return skip('No branch is checked out, so there is none to compare.');
    return judge(branch, await upstreamOf(branch, context));
  },
};

function judge(branch: string, found: Upstream): Outcome {
  if (found.state === 'none') {
    if (!found.remotes) return skip('The repository has no remote.');
    return fail(
      `Branch '${branch}' follows no branch of a remote.`,
      `git push --set-upstream origin ${branch}`,
    );
  }
  if (found.state === 'unreachable') {
    return unverified(`The remote '${found.remote}' does not answer: ${found.because}`);
  }
  const theirs = `'${found.branch}' of '${found.remote}'`;
  switch (found.state) {
    case 'same':
      return pass(theirs);
    case 'missing':
      return fail(`There is no ${theirs} yet.`, `git push ${found.remote} ${branch}`);
    case 'ahead':
      return fail(`${theirs} lacks commits of '${branch}'.`, `git push ${found.remote} ${branch}`);
    case 'behind':
      return fail(`'${branch}' lacks commits of ${theirs}.`, 'git pull --ff-only');
    case 'diverged':
      return fail(`'${branch}' and ${theirs} each lack commits of the other.`, 'git pull --rebase');
  }
}
