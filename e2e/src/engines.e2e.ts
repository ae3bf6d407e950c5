// budget: 4 min, beside others
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURES, SECRET_FAILURES, TOKEN } from './engines/failures';
import { BASE, Ground, storageConf } from './engines/ground';
import { killBuild, withLargeFile, withSmallDisk } from './engines/misfortunes';
import { BUILDAH, DOCKER, PODMAN, describeWith } from './tools';

/** The product, and what engines, umasks and file systems have their own ways with. */
const EVERYTHING = [
  `FROM ${BASE} AS build`,
  'COPY . /src/',
  'RUN cd /src && python3 scripts/pack.py /out \\',
  ' && cd /out && umask 077 && mkdir -p deep/er empty && echo x >deep/er/x && : >"$(printf \'gr\\303\\274n\')" \\',
  ' && ln -s er/x deep/link && ln deep/er/x deep/hard && chmod 4751 deep/er/x && chown 1:2 deep',
  'FROM scratch AS artifact',
  'COPY --from=build /out/ /',
];

describeWith('one product on real container engines', [...BUILDAH, ...PODMAN, ...DOCKER], () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await Ground.make();
  }, 240_000);
  afterAll(() => ground.end(), 60_000);

  const manifests = new Map<string, string>();

  it.each([
    ['buildah', []],
    // Else it would take each step from buildah, with which it shares its store.
    ['podman', ['--noCache']],
    ['docker-buildkit', []],
    ['docker-legacy', []],
  ])(
    'makes the same manifest with %s',
    async (engine, words) => {
      ground.dockerfile(...EVERYTHING);
      await ground.builds(engine, words);
      const { engine: used } = JSON.parse(ground.readRecord('build.json')) as { engine: string };
      expect(engine).toContain(used);
      manifests.set(engine, ground.readRecord('manifest.json'));
      expect(new Set(manifests.values()).size).toBe(1);
    },
    400_000,
  );

  it('--dryRun shows the plan and builds nothing', async () => {
    const before = ground.artifact();
    expect(await ground.builds('buildah', ['--dryRun'])).toMatch(/buildah .*--target artifact/);
    expect(ground.artifact()).toBe(before);
  }, 60_000);

  it.each([...FAILURES, ...SECRET_FAILURES])(
    'tells of $of, and leaves nothing',
    async ({ dockerfile, says, words }) => {
      const before = await ground.kept('buildah');
      const artifact = ground.artifact();
      ground.dockerfile(...dockerfile);
      const told = await ground.fails('buildah', words, { FLIGHTLINE_TOKEN: TOKEN });
      expect(told).toMatch(says);
      expect(told).not.toContain(TOKEN);
      expect(await ground.kept('buildah')).toEqual(before);
      expect(ground.artifact()).toBe(artifact);
    },
    120_000,
  );

  it('removes what a build left that was killed', async () => {
    const before = await ground.kept('buildah');
    const told = await killBuild(ground, 'buildah', 'engine');
    expect(told).toMatch(/TOOL_FAILED.*SIGKILL while it was at: RUN echo begun/);
    const left = (await ground.kept('buildah')).containers;
    expect(left).toHaveLength(1);
    ground.dockerfile('FROM scratch AS artifact', 'COPY pyproject.toml /');
    expect(await ground.builds('buildah')).toMatch(/Removed what interrupted builds had left/);
    expect(await ground.kept('buildah')).toEqual(before);
  }, 240_000);

  it('tells of a disk that is full, and leaves nothing for longer than that', async () => {
    const before = ground.artifact();
    const folder = join(ground.state, 'small');
    await withSmallDisk(ground, folder, 24, async (resize) => {
      const conf = join(ground.state, 'small.conf');
      writeFileSync(conf, storageConf('vfs', folder, join(ground.state, 'small-run')));
      const env = { CONTAINERS_STORAGE_CONF: conf };
      const told = await withLargeFile(ground, 32, () => ground.fails('buildah', [], env));
      expect(told).toMatch(/DISK_FULL[\s\S]*no space left on device/);
      expect(ground.artifact()).toBe(before);
      expect((await ground.kept('buildah', env)).images).toEqual([]);
      // Without room an engine may be unable to write down that something is gone.
      await resize(2048);
      ground.dockerfile('FROM scratch AS artifact', 'COPY pyproject.toml /');
      await ground.builds('buildah', [], env);
      expect((await ground.kept('buildah', env)).containers).toEqual([]);
    });
  }, 240_000);
});
