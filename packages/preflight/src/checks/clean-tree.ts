import { type Check, fail, pass, unverified } from '@flightline/core/check';
import { gitText, namesIn, noRepository } from '../git/git';

export const cleanTree: Check = {
  id: 'clean-tree',
  stage: 'release',
  title: 'Everything is committed',
  why: 'A tag names a commit. What is not in it was tested and is not released.',
  fix: "Commit the changes, or put them aside with 'git stash --include-untracked'.",
  run: async (context) => {
    const reason = await noRepository(context);
    if (reason !== undefined) return unverified(reason);
    const status = await gitText(['status', '--porcelain=v1', '-z', '--no-renames'], context);
    const changes = namesIn(status);
    if (changes.length === 0) return pass();
    const problems = changes.map((change) => ({
      file: change.slice(3),
      message: `It ${SAYS[change.slice(0, 2).trim().charAt(0)] ?? 'is changed'}.`,
    }));
    return fail('There are changes that are not committed.', cleanTree.fix, problems);
  },
};

/** The first letter of the short format of git-status(1). */
const SAYS: Readonly<Record<string, string>> = {
  '?': 'is not under version control',
  A: 'is new and not committed',
  D: 'was deleted',
  M: 'was changed',
  T: 'is of another type than before',
  U: 'is in conflict',
};
