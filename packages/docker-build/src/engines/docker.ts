// Several docker clients may stand on PATH, and which of them can do what is not to be seen from outside: a
// client without buildx refuses BuildKit, an older one has it built in. So each is a setup of its own in each way: with
// buildx, which can do most, with BuildKit, which exports a stage by itself too, and with the legacy builder, which
// needs a container to copy it out of.
import type { Argv } from '@flightline/core/process';
import {
  BASE_LABEL,
  BUILD_LABEL,
  type BuildRequest,
  type Engine,
  type EngineChoice,
  type Setup,
  type Step,
  type Steps,
} from './engine';
import { ownName, ownerName } from './owner';
import { READ_BUILDKIT, READ_LEGACY, type Reading } from './steps-read';
import { argvOf, type Flags, onePlatform, SPELLINGS, without } from './flags';

/** A builder of Docker, and how it is told what to do with an image; undefined where that takes steps of its own. */
interface Way {
  readonly title: string;
  readonly choice: EngineChoice;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly flags: Flags;
  /** What its daemons before version 23 take and do not obey, as their BuildKit did not know it. */
  readonly disregards: readonly (keyof Flags)[];
  readonly exports: ((folder: string) => readonly string[]) | undefined;
  readonly loads: readonly string[];
  readonly pushes: readonly string[] | undefined;
  readonly sourceDate: ((seconds: number) => readonly string[]) | undefined;
  /** Flags of every build. */
  readonly always: readonly string[];
  readonly leftovers: readonly string[];
  readonly reading: Reading;
}

/** Docker asks a registry for newer images or not; it cannot be told to take what is there and nothing else. */
const PULL: NonNullable<Flags['pull']> = (pull) =>
  ({ always: ['--pull'], missing: [], never: undefined })[pull];

/** What Docker puts into every container before it starts (`setupInitLayer` in moby's daemon/initlayer). */
const LEFTOVERS = [
  '.dockerenv',
  'dev/console',
  'dev/pts',
  'dev/shm',
  'dev',
  'etc/hostname',
  'etc/hosts',
  'etc/mtab',
  'etc/resolv.conf',
  'etc',
  'proc',
  'sys',
];

const BUILDX: Way = {
  title: 'buildx',
  choice: 'docker-buildx',
  command: ['buildx', 'build'],
  env: {},
  flags: { ...SPELLINGS, pull: PULL },
  disregards: ['ulimits', 'shmSize'],
  exports: (folder) => ['--output', `type=local,dest=${folder}`],
  loads: ['--load'],
  pushes: ['--push'],
  sourceDate: (seconds) => ['--build-arg', `SOURCE_DATE_EPOCH=${seconds}`],
  always: ['--progress', 'plain'],
  leftovers: [],
  reading: READ_BUILDKIT,
};

const BUILDKIT: Way = {
  ...BUILDX,
  title: 'BuildKit',
  choice: 'docker-buildkit',
  command: ['build'],
  env: { DOCKER_BUILDKIT: '1' },
  flags: {
    ...without(BUILDX.flags, 'annotations', 'cacheTo', 'metadata', 'sbom', 'provenance'),
    platforms: onePlatform,
  },
  loads: [],
  pushes: undefined,
  sourceDate: undefined,
};

const LEGACY: Way = {
  ...BUILDKIT,
  title: 'the legacy builder',
  choice: 'docker-legacy',
  env: { DOCKER_BUILDKIT: '0' },
  flags: without(BUILDKIT.flags, 'secrets', 'ssh'),
  disregards: [],
  exports: undefined,
  // Else the container of a step that failed stays.
  always: ['--force-rm'],
  leftovers: LEFTOVERS,
  reading: READ_LEGACY,
};

const WAYS: readonly Way[] = [BUILDX, BUILDKIT, LEGACY];

export const docker: Engine = {
  name: 'docker',
  choices: ['docker', ...WAYS.map(({ choice }) => choice)],
  setups: ({ findCommands }) => {
    const clients = findCommands('docker');
    return WAYS.flatMap((way) => clients.map((client) => setup(client, way)));
  },
};

/** What a registry knows it by; of an image that was never in one, that of its configuration. */
const DIGEST = '{{if .RepoDigests}}{{index .RepoDigests 0}}{{else}}{{.Id}}{{end}}';

function setup(client: string, way: Way): Setup {
  return {
    engine: 'docker',
    choices: ['docker', way.choice],
    title: `${client} with ${way.title}`,
    flags: way.flags,
    disregards: {
      options: way.disregards,
      until: 23,
      version: { argv: [client, 'version', '--format', '{{.Server.Version}}'] },
    },
    help: { env: way.env, argv: [client, ...way.command, '--help'] },
    honoursNetwork: true,
    leftovers: way.leftovers,
    reading: way.reading,
    store: {
      container: {
        list: { argv: [client, 'ps', '--all', '--format', '{{.Names}}'] },
        remove: (name) => ({ argv: [client, 'rm', name] }),
      },
      image: {
        list: { argv: [client, 'images', '--format', '{{.Repository}}:{{.Tag}}'] },
        remove: (name) => ({ argv: [client, 'image', 'rm', name] }),
      },
    },
    build: (request) => build(client, way, request),
    importBase: ({ image, tar, digest }) => ({
      steps: [
        {
          argv: [client, 'import', '--change', `LABEL ${BASE_LABEL}=${digest}`, tar, image],
        },
      ],
      cleanup: [],
    }),
    readDigest: (image) => ({ argv: [client, 'image', 'inspect', '--format', DIGEST, image] }),
    readBaseLabel: (image) => ({
      argv: [
        client,
        ...['image', 'inspect'],
        ...['--format', `{{index .Config.Labels "${BASE_LABEL}"}}`, image],
      ],
    }),
  };
}

function build(client: string, way: Way, request: BuildRequest): Steps {
  const { output } = request;
  const step = (...args: string[]): Step => ({ env: way.env, argv: [client, ...args] as Argv });
  const copies = output !== undefined && way.exports === undefined;
  const copied = copies ? copyOut(step, request, output) : { steps: [], cleanup: [] };
  const pushed = request.push && way.pushes === undefined ? request.tags : [];
  return {
    steps: [
      ...outputs(way, request).map((words, index) =>
        step(...command(way, request, words, index === 0)),
      ),
      ...copied.steps,
      ...pushed.map((tag) => step('push', tag)),
    ],
    cleanup: copied.cleanup,
  };
}

/** An older BuildKit makes one thing of a build, so each is a build of its own; the first fills the cache of the others. */
function outputs(way: Way, request: BuildRequest): string[][] {
  const { output, image, throwaway, tags, load, push } = request;
  const named = (names: readonly string[]) => names.flatMap((name) => ['--tag', name]);
  const inStore = load || (push && way.pushes === undefined);
  if (way.exports === undefined) {
    const own = output === undefined ? [] : [ownName(request)];
    return [named([...own, ...(throwaway ? [] : [image]), ...tags])];
  }
  return [
    ...(output === undefined ? [] : [[...way.exports(output)]]),
    ...(inStore ? [[...named(tags), ...way.loads]] : []),
    ...(push && way.pushes !== undefined ? [[...named(tags), ...way.pushes]] : []),
  ];
}

function command(
  way: Way,
  request: BuildRequest,
  output: readonly string[],
  isFirst: boolean,
): string[] {
  const { throwaway, image, sourceDate, extraArgs, context } = request;
  const noCache = isFirst && request.noCache;
  return [
    ...way.command,
    ...way.always,
    ...argvOf(way.flags, { ...request, noCache }),
    ...(throwaway ? [] : ['--label', `${BUILD_LABEL}=${image}`]),
    ...(sourceDate === undefined ? [] : (way.sourceDate?.(sourceDate) ?? [])),
    ...output,
    ...extraArgs,
    context,
  ];
}

function copyOut(step: (...args: string[]) => Step, request: BuildRequest, output: string): Steps {
  const image = ownName(request);
  const container = `flightline-export-${ownerName()}`;
  const label = request.throwaway ? [] : ['--label', `${BUILD_LABEL}=${request.image}`];
  return {
    steps: [
      // A container is never started here, but it cannot be created without a command.
      step('create', '--name', container, ...label, image, '/never-started'),
      step('cp', `${container}:/.`, output),
    ],
    // Takes its name off the image; a build's cache keeps the other one.
    cleanup: [
      step('rm', container),
      step('image', 'rm', image),
      ...(request.throwaway ? [prune(step, image)] : []),
    ],
  };
}

/** Stages that are not exported stay as images without a name. */
const prune = (step: (...args: string[]) => Step, image: string): Step =>
  step('image', 'prune', '--force', '--filter', `label=${BUILD_LABEL}=${image}`);
