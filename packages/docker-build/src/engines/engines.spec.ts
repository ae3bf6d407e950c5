import { ENGINES } from '.';
import { buildah } from './buildah';
import { docker } from './docker';
import { NOTHING_ASKED } from './flags';
import type { BuildRequest, HostFacts, Setup, Steps } from './engine';
import { ownerName } from './owner';

const host = (commands: Record<string, string[]>, env: HostFacts['env'] = {}): HostFacts => ({
  findCommands: (name) => commands[name] ?? [],
  env,
  account: undefined,
});

const REQUEST: BuildRequest = {
  ...NOTHING_ASKED,
  file: 'Dockerfile',
  context: '.',
  target: 'artifact',
  output: 'out',
  image: 'localhost/flightline/app',
  tags: [],
  load: false,
  push: false,
  sourceDate: undefined,
  extraArgs: [],
  throwaway: false,
};

const lines = ({ steps, cleanup }: Steps): string[] =>
  [...steps, ...cleanup].map(({ argv, env = {} }) =>
    [...Object.entries(env).map((pair) => pair.join('=')), ...argv].join(' '),
  );

function setupNamed(title: string, env: HostFacts['env'] = {}): Setup {
  const all = ENGINES.flatMap((engine) =>
    engine.setups(host({ buildah: ['buildah'], podman: ['podman'], docker: ['docker'] }, env)),
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
        '/1 with buildx',
        '/2 with buildx',
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

const NAME = 'localhost/flightline/app';
const LABEL = `--label io.flightline.build=${NAME}`;
const FILES = '--file Dockerfile --target artifact';
const OUT = '--output type=local,dest=out';
const MARK = '--build-arg FLIGHTLINE_BUILD';
const OWN = `${NAME}:${ownerName()}`;
const EXPORT = `flightline-export-${ownerName()}`;
const BUILDX = 'docker buildx build --progress plain';
const BUILDKIT = 'DOCKER_BUILDKIT=1 docker build --progress plain';
const LEGACY = 'DOCKER_BUILDKIT=0 docker';

const TWO = ['r.io/a:1', 'r.io/a:2'];
const TAGS = '--tag r.io/a:1 --tag r.io/a:2';

describe('build', () => {
  it.each<[string, Partial<BuildRequest>, string[]]>([
    [
      'buildah',
      {},
      [`buildah build --layers --force-rm --tag ${NAME} ${FILES} ${MARK} ${LABEL} ${OUT} .`],
    ],
    [
      'podman with chroot isolation and vfs storage',
      { network: 'none', shmSize: '1m' },
      [
        `podman --storage-driver vfs build --isolation chroot --layers --force-rm --tag ${NAME} ${FILES} ${MARK} ${LABEL} ${OUT} .`,
      ],
    ],
    [
      'buildah',
      { throwaway: true, noCache: true },
      [
        `buildah build --force-rm --tag ${OWN} ${FILES} --no-cache ${MARK} ${OUT} .`,
        `buildah rmi ${OWN}`,
      ],
    ],
    [
      'buildah',
      { network: 'none', buildArgs: { A: '1', B: 'x y' }, extraArgs: ['--squash'] },
      [
        `buildah build --layers --force-rm --tag ${NAME} ${FILES} --build-arg A=1 --build-arg B=x y --network none ${MARK} ${LABEL} ${OUT} --squash .`,
      ],
    ],
    [
      'buildah',
      { tags: TWO, load: true, push: true, output: undefined, sourceDate: 7 },
      [
        `buildah build --layers --force-rm --tag ${OWN} --tag ${NAME} ${TAGS} ${FILES} ${MARK} ${LABEL} --timestamp 7 .`,
        `buildah push ${OWN} docker://r.io/a:1`,
        `buildah push ${OWN} docker://r.io/a:2`,
        `buildah rmi ${OWN}`,
      ],
    ],
    [
      'podman',
      { tags: TWO, push: true, output: undefined, platforms: ['linux/arm64'] },
      [
        `podman build --layers --force-rm --tag ${OWN} --tag ${NAME} ${FILES} --platform linux/arm64 ${MARK} ${LABEL} .`,
        `podman push ${OWN} docker://r.io/a:1`,
        `podman push ${OWN} docker://r.io/a:2`,
        `podman rmi ${OWN}`,
      ],
    ],
    ['docker with buildx', {}, [`${BUILDX} ${FILES} ${LABEL} ${OUT} .`]],
    [
      'docker with buildx',
      { tags: TWO, load: true, push: true, noCache: true, sourceDate: 7 },
      [
        `${BUILDX} ${FILES} --no-cache ${LABEL} --build-arg SOURCE_DATE_EPOCH=7 ${OUT} .`,
        `${BUILDX} ${FILES} ${LABEL} --build-arg SOURCE_DATE_EPOCH=7 ${TAGS} --load .`,
        `${BUILDX} ${FILES} ${LABEL} --build-arg SOURCE_DATE_EPOCH=7 ${TAGS} --push .`,
      ],
    ],
    [
      'docker with BuildKit',
      { network: 'none' },
      [`${BUILDKIT} ${FILES} --network none ${LABEL} ${OUT} .`],
    ],
    [
      'docker with BuildKit',
      { tags: TWO, push: true },
      [
        `${BUILDKIT} ${FILES} ${LABEL} ${OUT} .`,
        `${BUILDKIT} ${FILES} ${LABEL} ${TAGS} .`,
        'DOCKER_BUILDKIT=1 docker push r.io/a:1',
        'DOCKER_BUILDKIT=1 docker push r.io/a:2',
      ],
    ],
    [
      'docker with BuildKit',
      { throwaway: true, noCache: true },
      [`${BUILDKIT} ${FILES} --no-cache ${OUT} .`],
    ],
    [
      'docker with the legacy builder',
      {},
      [
        `${LEGACY} build --force-rm ${FILES} ${LABEL} --tag ${OWN} --tag ${NAME} .`,
        `${LEGACY} create --name ${EXPORT} ${LABEL} ${OWN} /never-started`,
        `${LEGACY} cp ${EXPORT}:/. out`,
        `${LEGACY} rm ${EXPORT}`,
        `${LEGACY} image rm ${OWN}`,
      ],
    ],
    [
      'docker with the legacy builder',
      { throwaway: true, noCache: true },
      [
        `${LEGACY} build --force-rm ${FILES} --no-cache --tag ${OWN} .`,
        `${LEGACY} create --name ${EXPORT} ${OWN} /never-started`,
        `${LEGACY} cp ${EXPORT}:/. out`,
        `${LEGACY} rm ${EXPORT}`,
        `${LEGACY} image rm ${OWN}`,
        `${LEGACY} image prune --force --filter label=io.flightline.build=${OWN}`,
      ],
    ],
    [
      'docker with the legacy builder',
      { tags: TWO, push: true, output: undefined },
      [
        `${LEGACY} build --force-rm ${FILES} ${LABEL} --tag ${NAME} ${TAGS} .`,
        `${LEGACY} push r.io/a:1`,
        `${LEGACY} push r.io/a:2`,
      ],
    ],
  ])('%s, %j', (title, request, commands) => {
    expect(lines(setupNamed(title).build({ ...REQUEST, ...request }))).toEqual(commands);
  });
});

describe('bases', () => {
  const BASE = { image: 'localhost/base:1', tar: '/t.tar', digest: 'abcdef0123456789' };
  const container = `flightline-base-abcdef012345-${ownerName()}`;

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
      'podman',
      ['podman import --change LABEL io.flightline.base=abcdef0123456789 /t.tar localhost/base:1'],
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
    ['podman', 'podman image inspect --format {{index .Labels "io.flightline.base"}} i'],
    [
      'docker with the legacy builder',
      'docker image inspect --format {{index .Config.Labels "io.flightline.base"}} i',
    ],
  ])('%s reads the label', (title, command) => {
    expect(setupNamed(title).readBaseLabel('i').argv.join(' ')).toBe(command);
  });
});
