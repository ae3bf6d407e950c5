import type { CheckContext } from '@flightline/core/check';
import { EnvironmentError } from '@flightline/core/errors';
import { type RunResult, describeEnding, succeeded } from '@flightline/core/process';

type Where = Pick<CheckContext, 'runner' | 'signal' | 'releaseRoot'>;

/** Enough for the names of all files of a large repository. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** git in the release project, by answers that look alike everywhere: no pager, no colour, no translation, no lock. */
export function git(
  words: readonly string[],
  { runner, signal, releaseRoot }: Where,
): Promise<RunResult> {
  return runner.run(['git', '--no-optional-locks', ...words], {
    cwd: releaseRoot,
    signal,
    env: { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    timeout: 60_000,
    maxCapture: MOST_OUTPUT,
  });
}

/** What git prints, without the last line end. Raises TOOL_FAILED when it does not do it. */
export async function gitText(words: readonly string[], where: Where): Promise<string> {
  const result = await git(words, where);
  if (succeeded(result)) return result.stdout;
  throw new EnvironmentError(
    'TOOL_FAILED',
    `'git ${words.join(' ')}' ${describeEnding(result)}.`,
    result.stderr.trim() || 'Run it by hand to see why.',
  );
}

/** What git prints; undefined when it says no, which it does by its exit code. */
export async function gitAnswer(
  words: readonly string[],
  where: Where,
): Promise<string | undefined> {
  const result = await git(words, where);
  return succeeded(result) ? result.stdout : undefined;
}

/** The names in an answer to `-z`. */
export const namesIn = (answer: string): string[] =>
  answer.split('\0').filter((name) => name !== '');

/** Why there is nothing to ask git about; undefined when there is. */
export async function noRepository(where: Where): Promise<string | undefined> {
  const result = await git(['rev-parse', '--is-inside-work-tree'], where);
  if (result.ending === 'missing') return 'git is not installed.';
  if (succeeded(result)) return undefined;
  return /not a git repository/.test(result.stderr)
    ? 'The release project is in no git repository.'
    : `git cannot be asked: ${result.stderr.trim()}`;
}

/** The branch that is checked out; undefined for a commit without one. */
export const currentBranch = (where: Where): Promise<string | undefined> =>
  gitAnswer(['symbolic-ref', '--quiet', '--short', 'HEAD'], where);
