import { type Check, fail, pass, skip, warn } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { Kind, ProjectFiles } from '@flightline/core/files';
import { boxProblems } from '@flightline/core/model';

export const releaseFiles: Check = {
  id: 'release-files',
  stage: 'source',
  title: 'The runner scripts are there and can be started',
  why: 'A runner that cannot be started fails in every box, minutes later and with a poorer message.',
  fix: "Put a script with #!, or a program for Linux, where the option 'runner' of the boxes says.",
  run: ({ boxes, files }) => {
    // What is wrong with the others, 'boxes-valid' tells.
    const usable = boxes.filter((box) => boxProblems(box).length === 0);
    const runners = [...new Set(usable.map(({ options }) => options.runner))];
    if (runners.length === 0) return Promise.resolve(skip('There is no box that could use one.'));
    return Promise.resolve(
      judge(
        runners,
        runners.flatMap((runner) => flawsOf(runner, files)),
      ),
    );
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

/** A first line is no longer: Linux reads no more of it (BINPRM_BUF_SIZE). */
const FIRST_LINE = 256;

function flawsOf(runner: string, files: ProjectFiles): Flaw[] {
  const file = files.name(runner);
  const kind = files.kind(runner);
  if (kind !== 'file') return [{ problem: { file, ...NO_FILE[kind] } }];
  const [start = ''] = files.head(runner, FIRST_LINE).toString('latin1').split('\n', 1);
  if (files.head(runner, 1).length === 0) return [{ problem: { file, message: 'It is empty.' } }];
  if (start.startsWith('#!') && start.endsWith('\r')) return [{ problem: windowsLineEnds(file) }];
  if (STARTABLE.some((prefix) => start.startsWith(prefix))) return [];
  const problem = { file, line: 1, message: 'Its first line names no interpreter.' };
  return [{ problem, mild: true }];
}

const NO_FILE: Readonly<Record<Exclude<Kind, 'file'>, Pick<Problem, 'message' | 'hint'>>> = {
  missing: { message: 'It does not exist.' },
  folder: { message: 'It is no file.' },
  special: { message: 'It is no file.' },
  outside: { message: 'It is not in the workspace.' },
  link: {
    message:
      'It is a link; Nx does not notice changes of the file behind it and takes old results for new ones.',
    hint: 'Put the script itself there.',
  },
  ignored: {
    message:
      'It is left out by .gitignore or .nxignore; Nx does not notice its changes and takes old results for new ones.',
    hint: 'Take it out of the ignore file.',
  },
};

const windowsLineEnds = (file: string): Problem => ({
  file,
  line: 1,
  message: 'Its lines end as on Windows, so Linux looks for an interpreter that does not exist.',
  hint: "Convert it, and add 'text eol=lf' for it to .gitattributes.",
});
