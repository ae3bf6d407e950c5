// Buildah and podman have the same builder and the same storage, and need no daemon. What they need of the host
// differs: overlay storage needs a file system that carries it, OCI isolation needs a runtime such as runc and rights
// to make namespaces. Chroot isolation and vfs storage need neither and are slower. Settings are flags here, because
// buildah 1.28 ignores the variable STORAGE_DRIVER for root.
import type { Argv } from '@flightline/core/process';
import {
  type BaseRequest,
  BUILD_LABEL,
  type BuildRequest,
  type Engine,
  type EngineName,
  type Setup,
  type Steps,
} from './engine';
import { OWNER_VARIABLE, ownName } from './owner';
import { READ_DAEMONLESS } from './steps-read';
import { argvOf, type Flags, onePlatform, SPELLINGS, without } from './flags';

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

type Command = (...args: string[]) => Argv;

/** What the two do not have in common. */
export interface Dialect {
  readonly name: EngineName;
  /** Words that list every container, also those of builds, by name. */
  readonly listContainers: readonly string[];
  /** Words that remove a container, also one that is mounted. */
  readonly removeContainer: readonly string[];
  /** Words that print the folder of the containers, see `Shelf.folder`. */
  readonly containerFolder: readonly string[];
  /** Words that list the names of images. */
  readonly listImages: readonly string[];
  importBase(command: Command, request: BaseRequest): Steps;
  readBaseLabel(command: Command, image: string): Argv;
  readDigest(command: Command, image: string): Argv;
}

/**
 * Neither makes attestations. Of several platforms buildah 1.28 and podman 4.3 make an index that holds one of them
 * when their cache knows the steps of another.
 */
const FLAGS: Flags = { ...without(SPELLINGS, 'sbom', 'provenance'), platforms: onePlatform };
/** Under chroot isolation any other network than the host's is refused, and /dev/shm is the host's. */
const CHROOT_FLAGS: Flags = { ...without(FLAGS, 'shmSize'), network: () => [] };

export const daemonless = (dialect: Dialect): Engine => ({
  name: dialect.name,
  choices: [dialect.name],
  setups: ({ findCommands, env }) =>
    findCommands(dialect.name).flatMap((client) =>
      SETTINGS.map((settings) => setup(client, dialect, settings, env['BUILDAH_ISOLATION'])),
    ),
});

function setup(
  client: string,
  dialect: Dialect,
  settings: Settings,
  hostIsolation: string | undefined,
): Setup {
  const command: Command = (...args) => [
    client,
    ...(settings.storage === undefined ? [] : ['--storage-driver', settings.storage]),
    ...args,
  ];
  const chroot = (settings.isolation ?? hostIsolation) === 'chroot';
  const flags = chroot ? CHROOT_FLAGS : FLAGS;
  return {
    engine: dialect.name,
    choices: [dialect.name],
    title: titleOf(client, settings),
    flags,
    help: { argv: command('build', '--help') },
    honoursNetwork: !chroot,
    leftovers: [],
    reading: READ_DAEMONLESS,
    store: {
      container: {
        list: { argv: command(...dialect.listContainers) },
        remove: (name) => ({ argv: command(...dialect.removeContainer, name) }),
        folder: { argv: command(...dialect.containerFolder) },
      },
      image: {
        list: { argv: command(...dialect.listImages) },
        remove: (name) => ({ argv: command('rmi', name) }),
      },
    },
    build: (request) => build(command, flags, settings, request),
    importBase: (request) => dialect.importBase(command, request),
    readBaseLabel: (image) => ({ argv: dialect.readBaseLabel(command, image) }),
    readDigest: (image) => ({ argv: dialect.readDigest(command, image) }),
  };
}

function titleOf(client: string, { storage, isolation }: Settings): string {
  const extras = [
    ...(isolation === undefined ? [] : [`${isolation} isolation`]),
    ...(storage === undefined ? [] : [`${storage} storage`]),
  ];
  return extras.length === 0 ? client : `${client} with ${extras.join(' and ')}`;
}

function build(
  command: Command,
  flags: Flags,
  { isolation }: Settings,
  request: BuildRequest,
): Steps {
  const { output, image, throwaway, noCache, sourceDate, extraArgs, context } = request;
  const own = throwaway || request.push ? [ownName(request)] : [];
  const kept = throwaway ? [] : [image];
  const argv = command(
    'build',
    ...(isolation === undefined ? [] : ['--isolation', isolation]),
    ...(noCache ? [] : ['--layers']),
    // Else the containers of a build that failed or was interrupted stay.
    '--force-rm',
    // Only what is loaded gets its names in the store.
    ...[...own, ...kept, ...(request.load ? request.tags : [])].flatMap((name) => ['--tag', name]),
    ...argvOf(flags, request),
    // Its value is in the environment; see working.ts.
    ...['--build-arg', OWNER_VARIABLE],
    ...(throwaway ? [] : ['--label', `${BUILD_LABEL}=${image}`]),
    ...(sourceDate === undefined ? [] : ['--timestamp', String(sourceDate)]),
    ...(output === undefined ? [] : ['--output', `type=local,dest=${output}`]),
    ...extraArgs,
    context,
  );
  const pushed = request.push ? request.tags : [];
  return {
    steps: [
      { argv },
      ...pushed.map((tag) => ({ argv: command('push', ownName(request), `docker://${tag}`) })),
    ],
    cleanup: own.map((name) => ({ argv: command('rmi', name) })),
  };
}
