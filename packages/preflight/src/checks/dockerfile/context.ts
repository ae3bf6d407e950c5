import { posix } from 'node:path';
import { type Check, pass, skip } from '@flightline/core/check';
import type { ProjectFiles } from '@flightline/core/files';
import { type Instruction, flagOf, parseDockerfile } from '@flightline/core/readers/dockerfile';
import { type Dockerignore, parseDockerignore } from '@flightline/core/readers/dockerignore';
import { type BuildTarget, buildTargets } from './builds';
import { judgeFlaws } from './dockerfile-check';
import type { Flaw } from './rule';

export const context: Check = {
  id: 'dockerfile-context',
  stage: 'source',
  title: 'The build does not see what does not belong into it',
  why: 'A COPY of a folder takes everything: the history, passwords of the person who builds, what the last build left.',
  fix: 'Let .dockerignore hide everything (*) and bring back what is copied (!src), or copy by name.',
  run: ({ files, targets }) => {
    const there = buildTargets(targets).filter(({ file }) => files.kind(file) !== 'missing');
    if (there.length === 0) return Promise.resolve(skip('There is no Dockerfile.'));
    const flaws = there.flatMap((target) => look(target, files));
    const { fix } = context;
    const because = 'The build is shown more than it should see.';
    const names = there.map((target) => {
      const ignore = ignoreFile(target, files);
      return ignore === undefined ? 'nothing is copied' : files.name(ignore);
    });
    return Promise.resolve(
      flaws.length === 0
        ? pass([...new Set(names)].join(', '))
        : judgeFlaws(flaws, { because, fix, detail: '' }),
    );
  },
};

/** What a COPY or ADD takes from the context. */
interface Copied {
  /** Relative to the context; '.' is all of it. */
  path: string;
  instruction: Instruction;
}

function look(target: BuildTarget, files: ProjectFiles): Flaw[] {
  const { file } = target;
  const copied = copiedBy(file, files);
  if (copied.length === 0) return [];
  const ignore = ignoreFile(target, files);
  const rules =
    ignore === undefined ? undefined : parseDockerignore(files.text(ignore), files.name(ignore));
  const at: At = { target, files, copied, rules };
  return [
    ...(rules === undefined
      ? [mild({ file: files.name(file), message: 'There is no .dockerignore for it.' })]
      : rules.disputes.map(mild)),
    ...NEVER.flatMap((one) => lookFor(one, at)),
    ...secretsIn(at),
    ...hiddenFrom(at),
  ];
}

interface At {
  target: BuildTarget;
  files: ProjectFiles;
  copied: readonly Copied[];
  rules: Dockerignore | undefined;
}

const mild = (problem: Flaw['problem']): Flaw => ({ problem, mild: true });

/** As `findDockerignore` of core does, in the view of the project. */
function ignoreFile(
  { file, context: folder }: BuildTarget,
  files: ProjectFiles,
): string | undefined {
  return [`${file}.dockerignore`, posix.join(folder, '.dockerignore')].find(
    (path) => files.kind(path) !== 'missing',
  );
}

function copiedBy(file: string, files: ProjectFiles): Copied[] {
  const { stages } = parseDockerfile(files.text(file), files.name(file));
  return stages
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
    .filter((instruction) => flagOf(instruction, 'from') === undefined)
    .flatMap((instruction) => {
      const words = instruction.exec ?? instruction.value.text.split(/\s+/);
      return words
        .slice(0, -1)
        .filter((word) => !/^(<<|[a-z]+:\/\/|git@)/.test(word))
        .map((word) => ({ path: contextPath(word), instruction }));
    });
}

/** Up to the first wildcard: what a pattern takes is not looked at more closely. */
const contextPath = (word: string): string =>
  posix.normalize(word.replace(/[^/]*[*?[$].*$/s, '')).replace(/^\/|\/$/g, '') || '.';

/** What is not there in every checkout, because git ignores it, and would be taken where it is. */
interface Unwanted {
  /** Relative to the release project. */
  path: string;
  says: string;
  /** Only where the context is the root of the workspace. */
  top?: true;
  mild?: true;
}

const NEVER: readonly Unwanted[] = [
  { path: '.git', says: 'the whole history', top: true },
  { path: 'node_modules', says: 'packages of the workspace', top: true, mild: true },
  { path: '.env', says: 'passwords of whoever builds', mild: true },
  { path: '.venv', says: 'the environment of whoever builds', mild: true },
  { path: 'dist', says: 'what the last build left', mild: true },
  { path: 'vms/artifacts', says: 'what the last run of the boxes left', mild: true },
];

function lookFor({ path, says, top, mild: isMild }: Unwanted, at: At): Flaw[] {
  if (top === true && at.files.name(at.target.context) !== '.') return [];
  const taken = takenBy(path, at);
  if (taken === undefined) return [];
  const message = `It takes '${path}', ${says}, where that is there: add '${path}' to .dockerignore.`;
  const problem = { ...placeOf(taken, at), message };
  return [isMild ? mild(problem) : { problem }];
}

/** Files that hold secrets by custom, and what in them is one. */
const SECRETS: readonly (readonly [glob: string, is: RegExp])[] = [
  ['**/{.env,.env.*}', /^[ \t]*(export )?\w*(PASS|SECRET|TOKEN|KEY)\w*=[^\s$]/im],
  ['**/{.netrc,_netrc}', /\bpassword\s+\S/],
  ['**/.npmrc', /_(authToken|password|auth)=[^\s$]/],
  ['**/.pypirc', /^\s*password\s*[:=]\s*\S/m],
  ['**/{id_*,*.pem,*.key}', /-----BEGIN [A-Z ]*PRIVATE KEY/],
];
const SAMPLE = /\.(example|sample|template|dist|pub)$/;

function secretsIn(at: At): Flaw[] {
  return SECRETS.flatMap(([glob, is]) =>
    at.files
      .find(glob)
      .filter((path) => !SAMPLE.test(path) && takenBy(path, at) !== undefined)
      .filter((path) => is.test(at.files.head(path, 65_536).toString('latin1')))
      .map((path) => ({
        problem: {
          file: at.files.name(path),
          message: `It holds a secret, and the build takes it.`,
        },
      })),
  );
}

/** What is copied by name and hidden: the engine says only that there is no such file. */
function hiddenFrom({ target, files, copied, rules }: At): Flaw[] {
  return copied
    .filter(({ path }) => path !== '.' && rules?.hides(path) === true)
    .filter(({ path }) => files.kind(posix.join(target.context, path)) === 'file')
    .map(({ path, instruction: { line, column } }) => ({
      problem: {
        file: files.name(target.file),
        ...{ line, column },
        message: `'${path}' is hidden by '${rules?.file}'.`,
      },
    }));
}

/** The first COPY that takes a path of the release project. */
function takenBy(path: string, { target, copied, rules }: At): Copied | undefined {
  const inContext = posix.relative(posix.normalize(target.context), path);
  if (inContext.startsWith('..') || rules?.hides(inContext) === true) return undefined;
  return copied.find((one) => one.path === '.' || `${inContext}/`.startsWith(`${one.path}/`));
}

const placeOf = ({ instruction: { line, column } }: Copied, { target, files }: At) => ({
  file: files.name(target.file),
  line,
  column,
});
