import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Check, fail, pass, skip, warn } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { boxProblems } from '@flightline/core/model';

export const releaseFiles: Check = {
  id: 'release-files',
  stage: 'source',
  title: 'The runner scripts are there and can be started',
  why: 'A runner that cannot be started fails in every box, minutes later and with a poorer message.',
  run: ({ boxes, releaseRoot, workspaceRoot }) => {
    // What is wrong with the others, 'boxes-valid' tells.
    const usable = boxes.filter((box) => boxProblems(box).length === 0);
    const runners = [...new Set(usable.map(({ options }) => options.runner))];
    if (runners.length === 0) return Promise.resolve(skip('There is no box that could use one.'));
    const flaws = runners.flatMap((runner) => {
      const path = join(releaseRoot, runner);
      return flawsOf(path, relative(workspaceRoot, path));
    });
    return Promise.resolve(judge(runners, flaws));
  },
};

interface Flaw {
  problem: Problem;
  /** True when the runner may still start, by grace of the guest's shell. */
  mild?: true;
}

function judge(runners: readonly string[], flaws: readonly Flaw[]) {
  const problems = flaws.map(({ problem }) => problem);
  if (flaws.length === 0) return pass(runners.join(', '));
  return flaws.every(({ mild }) => mild)
    ? warn(
        'A runner does not say what it is written for.',
        'Begin it with e.g. #!/bin/sh.',
        problems,
      )
    : fail(
        'A runner cannot be started.',
        "Mend it, or correct the option 'runner' of the boxes.",
        problems,
      );
}

/** How programs for Linux begin: ELF and scripts. */
const STARTABLE = ['\x7fELF', '#!'];

function flawsOf(path: string, file: string): Flaw[] {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    return [{ problem: link(file) }];
  const found = statSync(path, { throwIfNoEntry: false });
  const [start = ''] = found?.isFile() ? readFileSync(path, 'latin1').split('\n', 1) : [];
  if (found === undefined) return [{ problem: { file, message: 'It does not exist.' } }];
  if (!found.isFile()) return [{ problem: { file, message: 'It is no file.' } }];
  if (found.size === 0) return [{ problem: { file, message: 'It is empty.' } }];
  if (start.startsWith('#!') && start.endsWith('\r')) return [{ problem: windowsLineEnds(file) }];
  if (STARTABLE.some((prefix) => start.startsWith(prefix))) return [];
  const problem = { file, line: 1, message: 'Its first line names no interpreter.' };
  return [{ problem, mild: true }];
}

const link = (file: string): Problem => ({
  file,
  message:
    'It is a link; Nx does not notice changes of the file behind it and takes old results for new ones.',
  hint: 'Put the script itself there.',
});

const windowsLineEnds = (file: string): Problem => ({
  file,
  line: 1,
  message: 'Its lines end as on Windows, so Linux looks for an interpreter that does not exist.',
  hint: "Convert it, and add 'text eol=lf' for it to .gitattributes.",
});
