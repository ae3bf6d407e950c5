import {
  type Check,
  type CheckContext,
  type Outcome,
  fail,
  pass,
  skip,
  unverified,
} from '@flightline/core/check';
import { gitAnswer, gitText, noRepository } from '../git/git';

export const signing: Check = {
  id: 'signing',
  stage: 'release',
  title: 'What git is told to sign can be signed, and is',
  why: 'A tag that cannot be signed is found when it is made; a commit without its signature, when somebody verifies it.',
  fix: "Set 'user.signingKey' to a key that is there, and sign the commit: 'git commit --amend --no-edit --gpg-sign'.",
  run: async (context) => {
    const reason = await noRepository(context);
    if (reason !== undefined) return unverified(reason);
    const [commits, tags] = [
      await isSet('commit.gpgSign', context),
      await isSet('tag.gpgSign', context),
    ];
    if (!commits && !tags) return skip("Neither 'commit.gpgSign' nor 'tag.gpgSign' is set.");
    const keyless = await keyProblem(context);
    if (keyless !== undefined) return fail(keyless, signing.fix);
    return commits ? judge(await gitText(['log', '-1', '--format=%G?'], context)) : pass('tags');
  },
};

const isSet = async (name: string, context: CheckContext): Promise<boolean> =>
  (await gitAnswer(['config', '--type=bool', name], context)) === 'true';

/** Only ssh needs a key to be named: gpg takes the one of the committer. */
async function keyProblem(context: CheckContext): Promise<string | undefined> {
  const format = (await gitAnswer(['config', 'gpg.format'], context)) ?? 'openpgp';
  const key = await gitAnswer(['config', 'user.signingKey'], context);
  const command = await gitAnswer(['config', 'gpg.ssh.defaultKeyCommand'], context);
  if (format !== 'ssh' || key !== undefined || command !== undefined) return undefined;
  return "Commits or tags are to be signed by ssh, and 'user.signingKey' is not set.";
}

/** The letters of `%G?` in git-log(1). */
const SIGNATURES: Readonly<Record<string, Outcome>> = {
  G: pass('The last commit has a good signature.'),
  U: pass('The last commit has a good signature, of a key that git is not told to trust.'),
  N: fail('The last commit has no signature.', signing.fix),
  B: fail('The signature of the last commit is bad.', signing.fix),
  X: fail('The signature of the last commit has expired.', signing.fix),
  Y: fail('The key that signed the last commit has expired.', signing.fix),
  R: fail('The key that signed the last commit was revoked.', signing.fix),
  E: unverified(
    'The signature of the last commit cannot be checked here: its public key is missing.',
  ),
};

const judge = (letter: string): Outcome =>
  SIGNATURES[letter] ?? unverified(`git says '${letter}' of the signature of the last commit.`);
