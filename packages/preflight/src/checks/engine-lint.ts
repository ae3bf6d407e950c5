// What the engine itself says of the Dockerfile. It asks a program and, by that, a daemon, so nothing may keep the answer:
// stage `release`. `docker buildx build --call=check,format=json` is of buildx 0.15; what it prints is LintResults in
// github.com/moby/buildkit, frontend/subrequests/lint.
import {
  type Check,
  type CheckContext,
  type Outcome,
  skip,
  unverified,
} from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { type RunResult, describeEnding } from '@flightline/core/process';
import { type BuildTarget, buildTargets } from './dockerfile/builds';
import { judgeFlaws } from './dockerfile/dockerfile-check';

export const engineLint: Check = {
  id: 'engine-lint',
  stage: 'release',
  title: 'The engine finds nothing to say against the Dockerfile',
  why: 'An engine knows what its next version will refuse, and what does not mean what it seems to.',
  fix: 'Do as the page of the rule says, or waive the rule by its name.',
  run: async (context) => {
    const { files, targets } = context;
    const there = buildTargets(targets).filter(({ file }) => files.kind(file) === 'file');
    if (there.length === 0) return skip('There is no Dockerfile.');
    const said = await Promise.all(
      there.map(async (target) => readAnswer(await ask(target, context), files.name(target.file))),
    );
    return judge(said, there.map(({ file }) => files.name(file)).join(', '));
  },
};

/** What it warns of, or why it said nothing. */
type Said =
  | { warnings: readonly Problem[] }
  | { cannot: string }
  | { broken: string; problems?: readonly Problem[] };

function judge(said: readonly Said[], detail: string): Outcome {
  const reason = said.find((one) => 'cannot' in one);
  if (reason !== undefined) return skip(reason.cannot);
  const open = said.find((one) => 'broken' in one);
  if (open !== undefined) return unverified(open.broken, open.problems);
  const warnings = said.flatMap((one) => ('warnings' in one ? one.warnings : []));
  const flaws = warnings.map((problem) => ({ problem, mild: true as const }));
  const because = 'The engine has something to say against the Dockerfile.';
  return judgeFlaws(flaws, { because, fix: engineLint.fix, detail });
}

/** Builds nothing, but asks for the configuration of the base images. */
function ask(
  { file, context: folder, stage, buildArgs }: BuildTarget,
  { runner, signal, releaseRoot }: CheckContext,
): Promise<RunResult> {
  const named = stage === undefined ? [] : ['--target', stage];
  const given = Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`);
  return runner.run([...COMMAND, '--file', file, ...named, ...given, folder], {
    cwd: releaseRoot,
    signal,
    timeout: 120_000,
  });
}

const COMMAND = ['docker', 'buildx', 'build', '--call=check,format=json'] as const;

/** What keeps an engine from checking and is no matter of the Dockerfile, by what it prints then. */
const OBSTACLES: readonly (readonly [printed: RegExp, because: string])[] = [
  [
    /unknown flag: --call|buildx' is not a docker command|unknown command: docker buildx/,
    'Docker has no buildx 0.15 or newer here, the first that can check.',
  ],
  [
    /cannot connect to the docker daemon|error during connect|docker daemon socket/i,
    'The Docker daemon does not answer.',
  ],
  [
    /unsupported (?:frontend capability|subrequest|request)/i,
    'The BuildKit of this engine is too old to check.',
  ],
  [
    /failed to resolve source metadata/,
    'The engine does not get at the base images here, and checks nothing without.',
  ],
];

const obstacle = (printed: string): string | undefined =>
  OBSTACLES.find(([pattern]) => pattern.test(printed))?.[1];

function readAnswer(result: RunResult, file: string): Said {
  const { ending, exitCode, stdout, stderr } = result;
  if (ending === 'missing') return { cannot: 'Docker is not installed.' };
  const lint = parseLint(stdout);
  const failure = lint?.buildError?.message ?? stderr;
  // It ends with 1 when it has warnings, too.
  const isAnswer = lint !== undefined && lint.buildError === undefined;
  if (isAnswer && (exitCode === 0 || (lint.warnings ?? []).length > 0)) {
    return { warnings: (lint.warnings ?? []).map((warning) => problemOf(warning, file)) };
  }
  const cannot = obstacle(failure);
  if (cannot !== undefined) return { cannot };
  const [first = ''] = failure.trim().split('\n');
  const place =
    lint?.buildError === undefined
      ? {}
      : { problems: [{ file, message: first, ...placeOf(lint.buildError) }] };
  return {
    broken: `The engine did not check: it ${describeEnding(result)}. ${first}`.trim(),
    ...place,
  };
}

/** The parts of the answer that are used. */
interface Lint {
  warnings?: readonly Warning[] | null;
  buildError?: Placed & { message: string };
}

interface Placed {
  /** Lines from 1. */
  location?: { ranges?: readonly { start?: { line?: number } }[] };
}

interface Warning extends Placed {
  ruleName: string;
  description?: string;
  detail?: string;
  url?: string;
}

function parseLint(text: string): Lint | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && 'warnings' in found
      ? (found as Lint)
      : undefined;
  } catch {
    return undefined;
  }
}

const problemOf = (warning: Warning, file: string): Problem => ({
  file,
  ...placeOf(warning),
  key: warning.ruleName,
  message: warning.detail ?? warning.description ?? 'It does not say more.',
  ...(warning.url === undefined ? {} : { hint: warning.url }),
});

function placeOf({ location }: Placed): Pick<Problem, 'line'> {
  const line = location?.ranges?.[0]?.start?.line;
  return line === undefined ? {} : { line };
}
