import { ENGINES } from '.';
import { buildah } from './buildah';
import { docker } from './docker';
import type { BuildRequest, HostFacts, Setup, Steps } from './engine';

const host = (commands: Record<string, string[]>, env: HostFacts['env'] = {}): HostFacts => ({
  findCommands: (name) => commands[name] ?? [],
  env,
});

const REQUEST: BuildRequest = {
  file: 'Dockerfile',
  context: '.',
  target: 'artifact',
  buildArgs: {},
  network: undefined,
  output: 'out',
  image: 'localhost/flightline/app',
  throwaway: false,
};

const lines = ({ steps, cleanup }: Steps): string[] =>
  [...steps, ...cleanup].map(({ argv, env = {} }) =>
    [...Object.entries(env).map((pair) => pair.join('=')), ...argv].join(' '),
  );

function setupNamed(title: string, env: HostFacts['env'] = {}): Setup {
  const all = ENGINES.flatMap((engine) =>
    engine.setups(host({ buildah: ['buildah'], docker: ['docker'] }, env)),
  );
  const found = all.find((setup) => setup.title === title);
  if (found === undefined) throw new Error(`No setup '${title}'`);
  return found;
}

describe('setups', () => {
  it.each([
    [buildah, {}, []],
    [
      buildah,
      { buildah: ['/b'] },
      [
        '/b',
        '/b with chroot isolation',
        '/b with vfs storage',
        '/b with chroot isolation and vfs storage',
      ],
    ],
    [docker, {}, []],
    [
      docker,
      { docker: ['/1', '/2'] },
      [
        '/1 with BuildKit',
        '/2 with BuildKit',
        '/1 with the legacy builder',
        '/2 with the legacy builder',
      ],
    ],
  ])('$name on %j', (engine, commands, titles) => {
    expect(engine.setups(host(commands)).map(({ title }) => title)).toEqual(titles);
  });

  it.each([
    ['buildah', {}, true],
    ['buildah', { BUILDAH_ISOLATION: 'oci' }, true],
    ['buildah', { BUILDAH_ISOLATION: 'chroot' }, false],
    ['buildah with chroot isolation', {}, false],
    ['buildah with vfs storage', {}, true],
    ['docker with BuildKit', {}, true],
  ])('%s under %j honours the network: %s', (title, env, honours) => {
    expect(setupNamed(title, env).honoursNetwork).toBe(honours);
  });
});

const TAIL = '--file Dockerfile --target artifact';
const NAME = 'localhost/flightline/app';
const EXPORT = `flightline-export-${process.pid}`;

describe('build', () => {
  it.each<[string, Partial<BuildRequest>, string[]]>([
    [
      'buildah',
      {},
      [`buildah build --layers --tag ${NAME} ${TAIL} --output type=local,dest=out .`],
    ],
    [
      'buildah',
      { throwaway: true },
      [
        `buildah build --no-cache --tag ${NAME} ${TAIL} --output type=local,dest=out .`,
        `buildah rmi ${NAME}`,
      ],
    ],
    [
      'buildah with chroot isolation and vfs storage',
      { network: 'none' },
      [
        `buildah --storage-driver vfs build --isolation chroot --layers --tag ${NAME} ${TAIL} --output type=local,dest=out .`,
      ],
    ],
    [
      'buildah',
      { network: 'none', buildArgs: { A: '1', B: 'x y' } },
      [
        `buildah build --layers --tag ${NAME} ${TAIL} --build-arg A=1 --build-arg B=x y --network none --output type=local,dest=out .`,
      ],
    ],
    [
      'docker with BuildKit',
      { network: 'none' },
      [
        `DOCKER_BUILDKIT=1 docker build --progress plain ${TAIL} --network none --output type=local,dest=out .`,
      ],
    ],
    [
      'docker with BuildKit',
      { throwaway: true },
      [
        `DOCKER_BUILDKIT=1 docker build --progress plain --no-cache ${TAIL} --output type=local,dest=out .`,
      ],
    ],
    [
      'docker with the legacy builder',
      {},
      [
        `DOCKER_BUILDKIT=0 docker build --tag ${NAME} ${TAIL} .`,
        `DOCKER_BUILDKIT=0 docker create --name ${EXPORT} ${NAME} /never-started`,
        `DOCKER_BUILDKIT=0 docker cp ${EXPORT}:/. out`,
        `DOCKER_BUILDKIT=0 docker rm ${EXPORT}`,
      ],
    ],
    [
      'docker with the legacy builder',
      { throwaway: true },
      [
        `DOCKER_BUILDKIT=0 docker build --no-cache --tag ${NAME} ${TAIL} .`,
        `DOCKER_BUILDKIT=0 docker create --name ${EXPORT} ${NAME} /never-started`,
        `DOCKER_BUILDKIT=0 docker cp ${EXPORT}:/. out`,
        `DOCKER_BUILDKIT=0 docker rm ${EXPORT}`,
        `DOCKER_BUILDKIT=0 docker image rm ${NAME}`,
      ],
    ],
  ])('%s, %j', (title, request, commands) => {
    expect(lines(setupNamed(title).build({ ...REQUEST, ...request }))).toEqual(commands);
  });
});

describe('bases', () => {
  const BASE = { image: 'localhost/base:1', tar: '/t.tar', digest: 'abcdef0123456789' };
  const container = `flightline-base-abcdef012345-${process.pid}`;

  it.each([
    [
      'buildah with vfs storage',
      [
        `buildah --storage-driver vfs from --name ${container} scratch`,
        `buildah --storage-driver vfs add ${container} /t.tar /`,
        `buildah --storage-driver vfs config --label io.flightline.base=abcdef0123456789 ${container}`,
        `buildah --storage-driver vfs commit ${container} localhost/base:1`,
        `buildah --storage-driver vfs rm ${container}`,
      ],
    ],
    [
      'docker with BuildKit',
      ['docker import --change LABEL io.flightline.base=abcdef0123456789 /t.tar localhost/base:1'],
    ],
  ])('%s imports', (title, commands) => {
    expect(lines(setupNamed(title).importBase(BASE))).toEqual(commands);
  });

  it.each([
    [
      'buildah',
      'buildah inspect --type image --format {{index .OCIv1.Config.Labels "io.flightline.base"}} i',
    ],
    [
      'docker with the legacy builder',
      'docker image inspect --format {{index .Config.Labels "io.flightline.base"}} i',
    ],
  ])('%s reads the label', (title, command) => {
    expect(setupNamed(title).readBaseLabel('i').argv.join(' ')).toBe(command);
  });
});
