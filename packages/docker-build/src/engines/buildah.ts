// Buildah needs no daemon, but what it needs of the host differs: overlay storage needs a file system that
// carries it, OCI isolation needs a runtime such as runc and rights to make namespaces. Chroot isolation and
// vfs storage need neither and are slower. Settings are flags here, because buildah 1.28 ignores the variable
// STORAGE_DRIVER for root.
import type { Argv } from '@flightline/core/process';
import {
  BASE_LABEL,
  type BaseRequest,
  type BuildRequest,
  type Engine,
  type Setup,
  type Steps,
  commonFlags,
} from './engine';

interface Settings {
  storage?: 'vfs';
  isolation?: 'chroot';
}

/** The host's own settings first. */
const SETTINGS: readonly Settings[] = [
  {},
  { isolation: 'chroot' },
  { storage: 'vfs' },
  { storage: 'vfs', isolation: 'chroot' },
];

export const buildah: Engine = {
  name: 'buildah',
  setups: ({ findCommands, env }) =>
    findCommands('buildah').flatMap((client) =>
      SETTINGS.map((settings) => setup(client, settings, env['BUILDAH_ISOLATION'])),
    ),
};

function setup(client: string, settings: Settings, hostIsolation: string | undefined): Setup {
  const command = (...args: string[]): Argv => [
    client,
    ...(settings.storage === undefined ? [] : ['--storage-driver', settings.storage]),
    ...args,
  ];
  const chroot = (settings.isolation ?? hostIsolation) === 'chroot';
  return {
    engine: 'buildah',
    title: titleOf(client, settings),
    honoursNetwork: !chroot,
    leftovers: [],
    build: (request) => build(command, chroot ? withoutNetwork(request) : request, settings),
    importBase: (request) => importBase(command, request),
    readBaseLabel: (image) => ({
      argv: command(
        ...['inspect', '--type', 'image'],
        ...['--format', `{{index .OCIv1.Config.Labels "${BASE_LABEL}"}}`, image],
      ),
    }),
  };
}

function titleOf(client: string, { storage, isolation }: Settings): string {
  const extras = [
    ...(isolation === undefined ? [] : [`${isolation} isolation`]),
    ...(storage === undefined ? [] : [`${storage} storage`]),
  ];
  return extras.length === 0 ? client : `${client} with ${extras.join(' and ')}`;
}

/** Buildah refuses any other network than the host's under chroot isolation. */
function withoutNetwork(request: BuildRequest): BuildRequest {
  return { ...request, network: undefined };
}

type Command = (...args: string[]) => Argv;

function build(command: Command, request: BuildRequest, { isolation }: Settings): Steps {
  const argv = command(
    'build',
    ...(isolation === undefined ? [] : ['--isolation', isolation]),
    request.throwaway ? '--no-cache' : '--layers',
    ...['--tag', request.image],
    ...commonFlags(request),
    ...['--output', `type=local,dest=${request.output}`],
    request.context,
  );
  return {
    steps: [{ argv }],
    cleanup: request.throwaway ? [{ argv: command('rmi', request.image) }] : [],
  };
}

function importBase(command: Command, { image, tar, digest }: BaseRequest): Steps {
  const container = `flightline-base-${digest.slice(0, 12)}-${process.pid}`;
  const steps = [
    command('from', '--name', container, 'scratch'),
    command('add', container, tar, '/'),
    command('config', '--label', `${BASE_LABEL}=${digest}`, container),
    command('commit', container, image),
  ];
  return {
    steps: steps.map((argv) => ({ argv })),
    cleanup: [{ argv: command('rm', container) }],
  };
}
