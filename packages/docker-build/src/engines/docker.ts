// Several docker clients may stand on PATH, and which of them can do what is not to be seen from outside: a
// client without buildx refuses BuildKit, an older one has it built in. So each is a setup of its own, first
// with BuildKit, which exports a stage by itself; the legacy builder needs a container to copy it out of.
import {
  BASE_LABEL,
  type BuildRequest,
  type Engine,
  type Setup,
  type Step,
  type Steps,
  commonFlags,
} from './engine';

export const docker: Engine = {
  name: 'docker',
  setups: ({ findCommands }) => {
    const clients = findCommands('docker');
    return [...clients.map(withBuildKit), ...clients.map(withLegacyBuilder)];
  },
};

function withBuildKit(client: string): Setup {
  return {
    ...setup(client),
    title: `${client} with BuildKit`,
    leftovers: [],
    build: (request) => ({
      steps: [
        {
          env: { DOCKER_BUILDKIT: '1' },
          argv: [
            client,
            ...['build', '--progress', 'plain'],
            ...(request.throwaway ? ['--no-cache'] : []),
            ...commonFlags(request),
            ...['--output', `type=local,dest=${request.output}`],
            request.context,
          ],
        },
      ],
      cleanup: [],
    }),
  };
}

function withLegacyBuilder(client: string): Setup {
  return {
    ...setup(client),
    title: `${client} with the legacy builder`,
    leftovers: LEFTOVERS,
    build: (request) => buildAndCopy(client, request),
  };
}

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

function buildAndCopy(client: string, request: BuildRequest): Steps {
  const container = `flightline-export-${process.pid}`;
  const step = (...args: string[]): Step => ({
    env: { DOCKER_BUILDKIT: '0' },
    argv: [client, ...args],
  });
  return {
    steps: [
      step(
        'build',
        ...(request.throwaway ? ['--no-cache'] : []),
        ...['--tag', request.image],
        ...commonFlags(request),
        request.context,
      ),
      // A container is never started here, but it cannot be created without a command.
      step('create', '--name', container, request.image, '/never-started'),
      step('cp', `${container}:/.`, request.output),
    ],
    cleanup: [
      step('rm', container),
      ...(request.throwaway ? [step('image', 'rm', request.image)] : []),
    ],
  };
}

function setup(
  client: string,
): Pick<Setup, 'engine' | 'honoursNetwork' | 'importBase' | 'readBaseLabel'> {
  return {
    engine: 'docker',
    honoursNetwork: true,
    importBase: ({ image, tar, digest }) => ({
      steps: [
        {
          argv: [client, 'import', '--change', `LABEL ${BASE_LABEL}=${digest}`, tar, image],
        },
      ],
      cleanup: [],
    }),
    readBaseLabel: (image) => ({
      argv: [
        client,
        ...['image', 'inspect'],
        ...['--format', `{{index .Config.Labels "${BASE_LABEL}"}}`, image],
      ],
    }),
  };
}
