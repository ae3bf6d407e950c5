import type { Script, ScriptedAnswer } from '@flightline/core/testing';

/** What every command of git begins with here. */
const GIT = 'git --no-optional-locks ';

/** The answers of git, by the words behind those that each command has. */
export const gitSays = (script: Script): Script =>
  Object.fromEntries(Object.entries(script).map(([words, said]) => [`${GIT}${words}`, said]));

export const NO: ScriptedAnswer = { exitCode: 1 };

/** Commits since v1.0.0, each with what it touched and why no document is due. */
export type History = readonly (readonly [files: readonly string[], waiver?: string])[];

/** What git says of a history since a tag. */
export function historySince(tag: string, commits: History): Script {
  const changed = [...new Set(commits.flatMap(([files]) => files))].sort();
  const log = commits.map(
    ([files, waiver = '']) =>
      `\x01abc\x02${waiver}\0\n${files.map((file) => `${file}\0`).join('')}`,
  );
  return {
    'describe --exact-match --tags --match=v[0-9]* HEAD': { exitCode: 128 },
    'describe --abbrev=0 --tags --match=v[0-9]* HEAD': { stdout: tag },
    [`diff -z --no-renames --name-only --relative refs/tags/${tag} HEAD`]: {
      stdout: changed.map((file) => `${file}\0`).join(''),
    },
    'log -z *': { stdout: log.join('') },
  };
}
