// What befalls a build with every other engine than the one of engines.e2e.ts.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDocker } from './docker-daemon';
import { FAILURES, SECRET_FAILURES, TOKEN } from './engines/failures';
import { Ground, storageConf } from './engines/ground';
import { killBuild, withLargeFile, withSmallDisk } from './engines/misfortunes';
import { BUILDAH, DOCKER, PODMAN, describeWith } from './tools';
import { until } from './until';
import { PRODUCT } from './workspace';

const MINUTES = 60_000;
const ENGINES = ['podman', 'docker-buildkit', 'docker-legacy'];

describeWith('builds that fail on real engines', [...BUILDAH, ...PODMAN, ...DOCKER], () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await Ground.make();
  }, 10 * MINUTES);
  afterAll(() => ground.end(), 2 * MINUTES);

  const good = ['FROM scratch AS artifact', 'COPY pyproject.toml /'];

  describe.each(ENGINES)('with %s', (engine) => {
    beforeAll(async () => {
      ground.dockerfile(...good);
      await ground.builds(engine);
    }, 10 * MINUTES);

    const failures = engine === 'docker-legacy' ? FAILURES : [...FAILURES, ...SECRET_FAILURES];
    it.each(failures)(
      'tells of $of, and leaves nothing',
      async ({ dockerfile, says, words }) => {
        const before = await ground.kept(engine);
        ground.dockerfile(...dockerfile);
        const told = await ground.fails(engine, words, { FLIGHTLINE_TOKEN: TOKEN });
        expect(told).toMatch(says);
        expect(told).not.toContain(TOKEN);
        expect(await ground.kept(engine)).toEqual(before);
      },
      5 * MINUTES,
    );

    it.each([
      ['engine', /TOOL_FAILED.*SIGKILL while it was at: RUN echo begun/],
      ['executor', /begun/],
    ] as const)(
      'leaves nothing, or removes it next time, when the %s is killed',
      async (victim, says) => {
        const before = await ground.kept(engine);
        expect(await killBuild(ground, engine, victim)).toMatch(says);
        // A daemon puts away by itself what its client began.
        const left = async () => (await ground.kept(engine)).containers.length;
        if (engine !== 'podman') await until(async () => (await left()) === 0);
        ground.dockerfile(...good);
        await ground.builds(engine);
        expect(await ground.kept(engine)).toEqual(before);
      },
      10 * MINUTES,
    );
  });

  it(
    'says which engines have an option that another lacks',
    async () => {
      ground.dockerfile(...good);
      const told = await ground.fails('docker-legacy', ['--secrets.token.env=FLIGHTLINE_TOKEN'], {
        FLIGHTLINE_TOKEN: TOKEN,
      });
      expect(told).toMatch(/ENGINE_LACKS[\s\S]*'secrets'[\s\S]*'buildah'.*'podman'.*'docker-/);
    },
    10 * MINUTES,
  );

  it.each([['docker-buildkit'], ['docker-legacy']])(
    'tells of a full disk of the daemon with %s, and leaves nothing',
    async (engine) => {
      const { runner } = ground.workspace;
      const before = ground.artifact();
      const folder = join(ground.state, 'data');
      await withSmallDisk(ground, folder, 48, async () => {
        const daemon = await startDocker(runner, folder);
        try {
          const told = await withLargeFile(ground, 64, () => ground.fails(engine, [], daemon.env));
          expect(told).toMatch(/DISK_FULL[\s\S]*no space left on device/);
          const { containers, images } = await ground.kept(engine, daemon.env);
          expect([...containers, ...images]).toEqual([]);
        } finally {
          await daemon.stop();
        }
      });
      expect(ground.artifact()).toBe(before);
    },
    10 * MINUTES,
  );

  it.each([...ENGINES, 'buildah'])(
    'tells of a disk with no room for the artifact that %s exports',
    async (engine) => {
      const dist = join(ground.workspace.root, PRODUCT, 'dist');
      const before = ground.artifact();
      await withSmallDisk(ground, dist, 8, async () => {
        const told = await withLargeFile(ground, 16, () => ground.fails(engine));
        expect(told).toMatch(/DISK_FULL[\s\S]*no space left/);
        expect(readdirSync(join(dist, 'docker-build'))).toEqual(['build.log']);
      });
      expect(ground.artifact()).toBe(before);
    },
    10 * MINUTES,
  );

  it(
    'podman tells of a full disk of its store, and leaves nothing',
    async () => {
      const folder = join(ground.state, 'small');
      await withSmallDisk(ground, folder, 24, async () => {
        const conf = join(ground.state, 'small.conf');
        writeFileSync(conf, storageConf('vfs', folder, join(ground.state, 'small-run')));
        const env = { CONTAINERS_STORAGE_CONF: conf };
        const told = await withLargeFile(ground, 32, () => ground.fails('podman', [], env));
        expect(told).toMatch(/DISK_FULL[\s\S]*no space left on device/);
        expect(await ground.kept('podman', env)).toEqual({ containers: [], images: [] });
      });
    },
    10 * MINUTES,
  );
});
