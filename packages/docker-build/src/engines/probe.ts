// Whether an engine works is not to be told from its version, its `info` or its daemon's answer: storage,
// isolation, network and BuildKit all fail only when a build runs. So a probe is a build, through the very
// steps of the real one, of the smallest artifact there is. It takes well under a second.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '@flightline/core/events';
import { type RunResult, type Runner, describeEnding } from '@flightline/core/process';
import { BUILD_LABEL, type BuildRequest, type Setup } from './engine';
import { type Asked, NOTHING_ASKED } from './flags';
import { ownName } from './owner';
import { runSteps } from './run-steps';

/** Programs for Linux of about 130 bytes: an ELF header, one program header, `exit(0)`. */
const PROGRAMS: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  x64: 'f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAgQAAAAAAAACBAAAAAAAAAAAQAAAAAAAAMf+4PAAAAA8F',
  arm64:
    'f0VMRgIBAQAAAAAAAAAAAAIAtwABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAhAAAAAAAAACEAAAAAAAAAAAQAAAAAAAAAACA0qgLgNIBAADU',
};

const REQUEST: BuildRequest = {
  ...NOTHING_ASKED,
  file: 'Dockerfile',
  context: 'context',
  target: 'artifact',
  noCache: true,
  output: 'export',
  image: 'localhost/flightline/probe',
  tags: [],
  load: false,
  push: false,
  sourceDate: undefined,
  extraArgs: [],
  throwaway: true,
};

/** What only a build shows to work. Of the rest the help of a client tells. */
export type Probed = Pick<Asked, 'network' | 'provenance'>;

export interface ProbeContext {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly arch: NodeJS.Architecture;
  /** How long an engine may take for its answer, in ms. */
  readonly patience: number;
}

/** Undefined when a build that asks for these works with this setup, else why it does not: one line. */
export async function probe(
  setup: Setup,
  { network, provenance }: Probed,
  { runner, signal, arch, patience }: ProbeContext,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'flightline-probe-'));
  try {
    writeContext(folder, PROGRAMS[arch]);
    const steps = setup.build({ ...REQUEST, network, provenance });
    const failure = await runSteps(steps, runner, { cwd: folder, signal, timeout: patience });
    if (failure !== undefined) return reason(failure.result, patience);
    return existsSync(join(folder, 'export', 'probe')) ? undefined : 'It exported nothing.';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On a processor without a program nothing is run, only copied. */
function writeContext(folder: string, program: string | undefined): void {
  mkdirSync(join(folder, 'context'));
  writeFileSync(join(folder, 'context', 'probe'), Buffer.from(program ?? '', 'base64'), {
    mode: 0o755,
  });
  const lines = [
    'FROM scratch AS build',
    // By which an engine finds what the stage left that is not exported.
    `LABEL ${BUILD_LABEL}=${ownName(REQUEST)}`,
    'COPY probe /probe',
    ...(program === undefined ? [] : ['RUN ["/probe"]']),
    'FROM scratch AS artifact',
    'COPY --from=build /probe /probe',
  ];
  writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
}

/** Ends of lines that say no more than that what is told of above has ended. */
const ONLY_ENDED = /(?:^|[ :])exit status \d+$/;

/** The line that names the error, else the last one; of a build that did not end, that it did not. */
function reason(result: RunResult, patience: number): string {
  if (result.ending === 'timeout') return `It did not end within ${formatDuration(patience)}.`;
  const lines = `${result.stdout}\n${result.stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '');
  const errors = lines.filter((text) => /error|cannot|unknown flag/i.test(text));
  const line = errors.findLast((text) => !ONLY_ENDED.test(text)) ?? errors.at(-1) ?? lines.at(-1);
  return line?.trim() ?? `It ${describeEnding(result)}.`;
}
