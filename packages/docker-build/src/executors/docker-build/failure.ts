// Why a build failed, where in the Dockerfile, and what next. The Dockerfile is read only now: an engine may understand
// more than our reader does, and what builds is right.
import { join } from 'node:path';
import {
  EnvironmentError,
  FlightlineError,
  type Problem,
  UserError,
} from '@flightline/core/errors';
import {
  type Dockerfile,
  type Instruction,
  readDockerfile,
  stageOf,
} from '@flightline/core/readers/dockerfile';
import type { BuildStep } from '../../engines/steps-read';

export interface FailedCommand {
  /** As a person would type it. */
  readonly command: string;
  /** The second half of a sentence. */
  readonly ending: string;
  /** True when a signal ended it. */
  readonly wasKilled: boolean;
  /** The step that it was at; undefined when it was at none. */
  readonly step: BuildStep | undefined;
  /** What it printed last, without the engine's own bookkeeping. */
  readonly lastLines: readonly string[];
  /** True when there is no room where the artifact is written, of which not every engine tells. */
  readonly hasNoRoom: boolean;
}

export interface FailureFacts {
  /** Absolute folder in which the command ran. */
  readonly cwd: string;
  /** The Dockerfile, relative to it. */
  readonly file: string;
  readonly target: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly log: string;
}

/** What engines say, and what a person can do about it. */
const REMEDIES: readonly (readonly [says: RegExp, hint: string])[] = [
  [
    /pinging container registry|failed to resolve source metadata|failed to do request|error pulling image|pull access denied|registry-1\.docker\.io|Get "?https?:\/\/[^ ]+\/v2\//i,
    "Base images come from a registry that does not answer or does not have them: make them from distribution packages with the option 'bases', or name others.",
  ],
  [
    /secret.*(?:not found|no such|required|does not exist)|could not find secret|no secret/i,
    "Give the secret to the build with the option 'secrets'.",
  ],
  [
    /insufficient UIDs or GIDs|lchown [^:]+: invalid argument/i,
    'A file belongs to a user or a group that this user cannot give it to: lend this user ids, by the commands that the warnings of this build name.',
  ],
];

const FULL = /no space left on device|disk quota exceeded/i;

export function buildFailed(failed: FailedCommand, facts: FailureFacts): FlightlineError {
  const { command, ending, wasKilled, step, lastLines, hasNoRoom } = failed;
  const byHand = `Run it in '${facts.cwd}' to try by hand:\n${command}\nEverything it said is in '${facts.log}'.`;
  const problems = [
    ...placesIn(facts, failed),
    ...lastLines.filter((line) => line.trim() !== '').map((line) => ({ message: endOf(line) })),
  ];
  if (hasNoRoom || lastLines.some((line) => FULL.test(line))) {
    return new EnvironmentError(
      'DISK_FULL',
      'There is no space left where the engine keeps images or where the artifact is written.',
      `Make room ('df -h' shows which disk is full).\n${byHand}`,
      { problems },
    );
  }
  if (wasKilled) {
    return new EnvironmentError(
      'TOOL_FAILED',
      `The engine ${ending}${step === undefined ? '' : ` while it was at: ${step.text}`}`,
      `Something from outside ended it, as the kernel does where memory runs out ('dmesg' tells). Start the build again: the last artifact is still in place, and what the engine left is removed then.\n${byHand}`,
      { problems },
    );
  }
  const what =
    step === undefined
      ? `'${programOf(command)}' ${ending}.`
      : `A step of the build failed: ${step.text}`;
  const remedies = REMEDIES.filter(([says]) => lastLines.some((line) => says.test(line)));
  return new UserError(
    'BUILD_FAILED',
    what,
    [...remedies.map(([, hint]) => hint), byHand].join('\n'),
    { problems },
  );
}

/** Without the variables that it is given in front of it. */
const programOf = (command: string): string =>
  command.split(' ').find((word) => !/^\w+=/.test(word)) ?? command;

const MOST_SHOWN = 400;

/** Engines say why at the end of a line, behind all that they know; the log has the rest. */
const endOf = (line: string): string =>
  line.length <= MOST_SHOWN ? line : `… ${line.slice(-MOST_SHOWN)}`;

/** Where the mistake is in the Dockerfile, as far as that can be told. */
function placesIn(
  { cwd, file, target, buildArgs }: FailureFacts,
  { step, lastLines }: FailedCommand,
): Problem[] {
  let dockerfile: Dockerfile;
  try {
    dockerfile = readDockerfile(join(cwd, file), file, buildArgs);
  } catch (error) {
    if (error instanceof FlightlineError) return [...error.problems];
    throw error;
  }
  if (stageOf(dockerfile, target) === undefined) {
    const names = dockerfile.stages.map(({ name, index }) => `'${name ?? index}'`);
    return [
      { file, key: 'target', message: `There is no stage '${target}', only ${names.join(', ')}.` },
    ];
  }
  const instruction =
    step === undefined ? findAskedFor(dockerfile, lastLines) : findInstruction(dockerfile, step);
  if (instruction === undefined) return [];
  const { line, column, keyword } = instruction;
  return [{ file, line, column, message: `${keyword} failed.` }];
}

/** The instruction of a step: that of the same text, of the same stage where engines name it. */
function findInstruction(
  { stages }: Dockerfile,
  { text, stage }: BuildStep,
): Instruction | undefined {
  const [keyword = ''] = text.split(' ');
  const own = stages.filter(({ name, index }) => [name, `stage-${index}`].includes(stage));
  const found = [...own, ...stages].flatMap(({ from, instructions }) =>
    [from, ...instructions].filter((one) => one.keyword === keyword.toUpperCase()),
  );
  const plain = squeeze(text);
  return (
    found.find((one) => squeeze(wordsOf(one)) === plain) ??
    found.find((one) => squeeze(`${one.keyword} ${one.value.text}`) === plain) ??
    (found.length === 1 ? found[0] : undefined)
  );
}

/** The FROM whose image a registry was asked for: an engine that takes the bases first is at no step then. */
function findAskedFor(
  { stages }: Dockerfile,
  lastLines: readonly string[],
): Instruction | undefined {
  return stages.find(({ base }) => {
    const path = base.kind === 'image' ? manifestPath(base.image) : undefined;
    return path !== undefined && lastLines.some((line) => line.includes(path));
  })?.from;
}

/** `host/name:tag@digest`, of which all but the name may be left out; a host has a dot or a port, or is localhost. */
const REFERENCE = /^(?:([^/]*[.:][^/]*|localhost)\/)?([^:@]+)(?::([^@]+))?(?:@(.+))?$/;

/** Where a registry has the manifest of an image: https://distribution.github.io/distribution/spec/api/#manifest */
function manifestPath(image: string): string | undefined {
  const [, host, name, tag = 'latest', digest = tag] = REFERENCE.exec(image) ?? [];
  if (name === undefined) return undefined;
  const isOfficial = host === undefined && !name.includes('/');
  return `/v2/${isOfficial ? 'library/' : ''}${name}/manifests/${digest}`;
}

const wordsOf = ({ keyword, flags, text }: Instruction): string =>
  [
    keyword,
    ...flags.map(({ name, value }) => `--${name}${value === undefined ? '' : `=${value}`}`),
    text,
  ].join(' ');

/** Engines join lines and leave spaces in their own ways. */
const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
