import type { CheckContext } from '@flightline/core/check';
import { git, gitAnswer, gitText } from './git';

/** How a branch stands to what its remote has now. */
export type Upstream =
  /** It follows none; `remotes` tells whether there is one to follow. */
  | { state: 'none'; remotes: boolean }
  /** The remote did not answer. */
  | { state: 'unreachable'; remote: string; because: string }
  | { state: 'missing' | 'same' | 'ahead' | 'behind' | 'diverged'; remote: string; branch: string };

/** Asks the remote itself and fetches nothing: what a clone knows of it may be weeks old. */
export async function upstreamOf(branch: string, context: CheckContext): Promise<Upstream> {
  const remote = await gitAnswer(['config', `branch.${branch}.remote`], context);
  const merge = await gitAnswer(['config', `branch.${branch}.merge`], context);
  if (remote === undefined || merge === undefined) {
    return { state: 'none', remotes: (await gitText(['remote'], context)) !== '' };
  }
  const answer = await git(['ls-remote', '--exit-code', remote, merge], context);
  const name = merge.replace(/^refs\/heads\//, '');
  // git says 2 for a remote that answers and has no such branch.
  if (answer.exitCode === 2) return { state: 'missing', remote, branch: name };
  if (answer.exitCode !== 0) return { state: 'unreachable', remote, because: answer.stderr.trim() };
  const [theirs = ''] = answer.stdout.split('\t');
  const ours = await gitText(['rev-parse', 'HEAD'], context);
  return { state: await compare(ours, theirs, context), remote, branch: name };
}

async function compare(ours: string, theirs: string, context: CheckContext) {
  if (ours === theirs) return 'same';
  const isAncestor = async (one: string, other: string) =>
    (await gitAnswer(['merge-base', '--is-ancestor', one, other], context)) !== undefined;
  if (await isAncestor(theirs, ours)) return 'ahead';
  // A commit that this clone does not have yet is no ancestor for git, and no descendant either.
  if ((await gitAnswer(['cat-file', '-e', `${theirs}^{commit}`], context)) === undefined)
    return 'behind';
  return (await isAncestor(ours, theirs)) ? 'behind' : 'diverged';
}
