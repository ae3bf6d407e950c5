// What uv's documentation advises for images: https://docs.astral.sh/uv/guides/integration/docker/
import { posix } from 'node:path';
import { type Instruction, type Stage, chainOf } from '@flightline/core/readers/dockerfile';
import { partsOf } from './bases';
import { type Command, commandsOf } from './commands';
import { type Build, type DockerfileRule, type Flaw, advice, flaw } from './rule';

export const uv: DockerfileRule = {
  id: 'dockerfile-uv',
  title: 'The build uses uv as its documentation advises',
  why: 'An image that uv resolves anew is not what was tested; one with the tools of its developers is larger than it has to be.',
  because: 'uv is used in a way that its documentation advises against.',
  fix: 'Pin uv, install from the lock file without development groups, mount its cache, and compile bytecode, as in https://docs.astral.sh/uv/guides/integration/docker/.',
  look: (build) => [...lookAtImages(build), ...lookAtCommands(build)],
  idle: ({ dockerfile }) => (usesUv(dockerfile) ? undefined : 'The build does not use uv.'),
};

/** By an image or by a word of a command. */
const usesUv = ({ stages }: Build['dockerfile']): boolean =>
  stages
    .flatMap(({ base, sources, instructions }) => [
      ...[base, ...sources.map((source) => source.base)].map((one) =>
        one.kind === 'image' ? one.image : '',
      ),
      ...instructions.map(({ text, heredocs }) =>
        [text, ...heredocs.map(({ content }) => content)].join('\n'),
      ),
    ])
    .some((text) => /(^|[^\w-])uvx?($|[^\w-])/m.test(text));

const UV_IMAGE = /(^|\/)astral-sh\/uv$/;
const VERSION = /^v?\d+\.\d+(\.\d+)?([-.].*)?$/;

/** Tags of uv's images are `0.10.8`, `0.10.8-python3.12-bookworm`, and `latest` or `python3.12-bookworm`. */
function lookAtImages(build: Build): Flaw[] {
  return build.dockerfile.stages.flatMap((stage) =>
    [
      { base: stage.base, place: stage.from },
      ...stage.sources.map(({ base, instruction }) => ({ base, place: instruction })),
    ].flatMap(({ base, place }) => {
      if (base.kind !== 'image') return [];
      const { name, tag, digest } = partsOf(base.image);
      if (!UV_IMAGE.test(name) || digest !== undefined || VERSION.test(tag ?? '')) return [];
      return [flaw(build, place, `'${base.image}' is whatever uv was released last.`)];
    }),
  );
}

/** What one command of uv should be like. */
interface Advice {
  applies: (command: Command, build: Build) => boolean;
  /** True when it is as it should be. */
  holds: (command: Command) => boolean;
  says: (command: Command) => string;
  mild?: true;
}

const runsUv = ({ words }: Command, ...subcommands: readonly string[]): boolean =>
  words[0] === 'uv' &&
  subcommands.includes(words.slice(1).find((word) => !word.startsWith('-')) ?? '');
const has = ({ words }: Command, ...flags: readonly string[]): boolean =>
  words.some((word) => flags.includes(word.replace(/=.*$/s, '')));
/** What uv takes for true (its type `BoolishValueParser` is clap's). */
const isOn = ({ environment }: Command, ...names: readonly string[]): boolean =>
  names.some((name) => /^(1|y|yes|t|true|on)$/i.test(environment.get(name) ?? ''));
const nameOf = ({ words }: Command): string => words.slice(0, words[1] === 'pip' ? 3 : 2).join(' ');

const ADVICE: readonly Advice[] = [
  {
    applies: ({ words: [program = '', ...rest] }) =>
      /^(pip3?|pipx)$/.test(program) &&
      rest.includes('install') &&
      rest.some((word) => /^uv\b/.test(word)),
    holds: ({ words }) => words.some((word) => /^uv(\[.*\])?==/.test(word)),
    says: () => "'uv' is installed without a version, e.g. 'uv==0.10.8'.",
  },
  {
    applies: ({ words }) => words.some((word) => /astral\.sh\/uv\/.*install\.(sh|ps1)$/.test(word)),
    holds: ({ words }) => words.some((word) => /astral\.sh\/uv\/v?\d+\.\d+/.test(word)),
    says: () =>
      "The installer of uv is that of no version, e.g. 'https://astral.sh/uv/0.10.8/install.sh'.",
  },
  {
    applies: (command) => runsUv(command, 'lock', 'add'),
    holds: (command) => has(command, '--check', '--locked', '--frozen'),
    says: (command) =>
      `'${nameOf(command)}' resolves in the build: lock before it, and copy 'uv.lock'.`,
  },
  {
    applies: (command) => runsUv(command, 'sync', 'export'),
    holds: (command) =>
      has(command, '--locked', '--frozen') || isOn(command, 'UV_LOCKED', 'UV_FROZEN'),
    says: (command) =>
      `'${nameOf(command)}' may resolve anew: add --locked, or --frozen where not all of the workspace is there.`,
  },
  {
    applies: (command) => runsUv(command, 'run'),
    holds: (command) =>
      has(command, '--locked', '--frozen', '--no-sync', '--no-project', '--isolated') ||
      isOn(command, 'UV_LOCKED', 'UV_FROZEN', 'UV_NO_SYNC'),
    says: () => "'uv run' syncs first and may resolve anew: add --no-sync, --locked or --frozen.",
  },
  {
    applies: (command, build) => runsUv(command, 'sync') && isShipped(command, build),
    holds: (command) =>
      !has(command, '--dev', '--all-groups', '--only-dev') &&
      !groupsOf(command).some((group) => /^(dev|test|tests|lint|docs|typing)$/.test(group)) &&
      (has(command, '--no-dev', '--no-default-groups', '--only-group') ||
        isOn(command, 'UV_NO_DEV', 'UV_NO_DEFAULT_GROUPS')),
    says: () =>
      "The environment of 'uv sync' is shipped with its development groups: add --no-dev.",
  },
  {
    applies: (command) => runsUv(command, 'sync', 'pip', 'build', 'tool'),
    holds: (command) =>
      has(command, '--no-cache', '-n') || isOn(command, 'UV_NO_CACHE') || mountsCache(command),
    says: (command) =>
      `'${nameOf(command)}' downloads everything again in each build, and leaves its cache in the layer: add --mount=type=cache,target=${cacheOf(command)}.`,
    mild: true,
  },
  {
    applies: (command, build) => runsUv(command, 'sync') && isShipped(command, build),
    holds: (command) =>
      has(command, '--compile-bytecode', '--compile') || isOn(command, 'UV_COMPILE_BYTECODE'),
    says: () =>
      "The environment of 'uv sync' is compiled anew at each start: set UV_COMPILE_BYTECODE=1.",
    mild: true,
  },
];

function lookAtCommands(build: Build): Flaw[] {
  const seen = new Set<Command['run']>();
  return build.dockerfile.stages.flatMap((stage) => {
    const own = commandsOf(stage).filter(({ run }) => !seen.has(run));
    for (const { run } of own) seen.add(run);
    return own.flatMap((command) =>
      ADVICE.filter((one) => one.applies(command, build) && !one.holds(command)).map(
        ({ says, mild }) => (mild ? advice : flaw)(build, command.run, says(command)),
      ),
    );
  });
}

const groupsOf = ({ words }: Command): string[] =>
  words.flatMap((word, index) => {
    const [, joined] = /^--(?:only-)?group(?:=(.*))?$/s.exec(word) ?? [];
    return joined ?? (/^--(only-)?group$/.test(word) ? (words[index + 1] ?? []) : []);
  });

/** uv's own default, for the user that RUN has by default. */
const cacheOf = ({ environment }: Command): string =>
  environment.get('UV_CACHE_DIR') ?? '/root/.cache/uv';

/** With a cache directory of any user, or one that only the build knows. */
function mountsCache(command: Command): boolean {
  return command.run.flags.some(({ name, fields }) => {
    if (name !== 'mount' || fields.get('type') !== 'cache') return false;
    const target = (
      fields.get('target') ??
      fields.get('dst') ??
      fields.get('destination') ??
      ''
    ).replace(/\/$/, '');
    return (
      target === cacheOf(command) ||
      target.includes('$') ||
      (!command.environment.has('UV_CACHE_DIR') && /\/\.cache(\/uv)?$/.test(target))
    );
  });
}

/** Whether the environment that a command makes gets into a stage that is shipped. */
function isShipped(command: Command, { shipped }: Build): boolean {
  const { environment, workdir, run } = command;
  const made = posix.resolve(workdir, environment.get('UV_PROJECT_ENVIRONMENT') ?? '.venv');
  return shipped.some((stage) => {
    const chain = chainOf(stage);
    return (
      chain.some(({ instructions }) => instructions.includes(run)) ||
      chain.some((one) =>
        one.sources.some(
          ({ base, instruction }) =>
            base.kind === 'stage' && holds(base.stage, run) && takes(instruction, made),
        ),
      )
    );
  });
}

const holds = (stage: Stage, run: Command['run']): boolean =>
  chainOf(stage).some(({ instructions }) => instructions.includes(run));

/** Whether a COPY takes the folder, something in it, or a folder above it. */
function takes({ exec, value }: Instruction, folder: string): boolean {
  const sources = (exec ?? value.text.split(/\s+/)).slice(0, -1);
  return sources.some((source) => {
    const path = posix.resolve('/', source);
    return /[$*?[]/.test(source) || isWithin(folder, path) || isWithin(path, folder);
  });
}

const isWithin = (path: string, folder: string): boolean =>
  !posix.relative(folder, path).startsWith('..');
