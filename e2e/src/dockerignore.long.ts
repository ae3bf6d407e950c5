// What real engines show to a build under each .dockerignore of the fixtures by which our reader of it is held.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import {
  type Argv,
  type Runner,
  createRunner,
  describeEnding,
  succeeded,
} from '@flightline/core/process';
import { type DockerDaemon, startDocker } from './docker-daemon';
import { BUILDAH, DOCKER, PODMAN, describeWith } from './tools';

const FIXTURES = join(__dirname, '../../packages/core/src/readers/dockerignore/fixtures.json');

interface Fixtures {
  files: string[];
  cases: { text: string; shows?: string[]; hides?: string[] }[];
}
const { files, cases } = JSON.parse(readFileSync(FIXTURES, 'utf8')) as Fixtures;
const FILES = [...files, 'Dockerfile', '.dockerignore'];

/** The commands by which an engine exports what `COPY . /` copies. */
type Engine = (context: string, out: string, state: string) => readonly Argv[];

const daemonless =
  (name: 'buildah' | 'podman'): Engine =>
  (context, out, state) => [
    [
      name,
      ...['--root', join(state, name), '--runroot', join(state, `${name}-run`)],
      ...['--storage-driver', 'vfs', 'build', '--isolation', 'chroot', '--no-cache'],
      ...['--output', `type=local,dest=${out}`, context],
    ],
  ];

const ENGINES: Readonly<Record<string, { commands: Engine; env?: Record<string, string> }>> = {
  buildah: { commands: daemonless('buildah') },
  podman: { commands: daemonless('podman') },
  BuildKit: {
    commands: (context, out) => [
      ['/usr/bin/docker', 'build', '--no-cache', '--output', `type=local,dest=${out}`, context],
    ],
    env: { DOCKER_BUILDKIT: '1' },
  },
  'the legacy builder': {
    commands: (context, out) => [
      ['/usr/bin/docker', 'build', '--no-cache', '--tag', 'seen', context],
      ['/usr/bin/docker', 'create', '--name', 'seen', 'seen', '/never-started'],
      ['/usr/bin/docker', 'cp', 'seen:/context/.', out],
      ['/usr/bin/docker', 'rm', 'seen'],
    ],
    env: { DOCKER_BUILDKIT: '0' },
  },
};

describeWith('what a .dockerignore hides', [...BUILDAH, ...PODMAN, ...DOCKER], () => {
  let runner: Runner;
  let docker: DockerDaemon;
  const state = mkdtempSync(join(tmpdir(), 'flightline-dockerignore-'));
  const context = join(state, 'context');

  beforeAll(async () => {
    runner = await createRunner();
    docker = await startDocker(runner);
    for (const file of FILES) {
      mkdirSync(join(context, dirname(file)), { recursive: true });
      writeFileSync(join(context, file), file);
    }
    writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY . /context/\n');
  }, 120_000);
  afterAll(async () => {
    await docker.stop();
    rmSync(state, { recursive: true, force: true });
  }, 60_000);

  /** What a build saw, sorted. */
  async function seen(engine: string): Promise<string[]> {
    const { commands, env } = ENGINES[engine] ?? { commands: () => [] };
    const out = join(state, 'out');
    rmSync(out, { recursive: true, force: true });
    for (const argv of commands(context, out, state)) {
      const result = await runner.run(argv, { env: { ...docker.env, ...env }, timeout: 60_000 });
      if (!succeeded(result))
        throw new Error(`${argv.join(' ')} ${describeEnding(result)}: ${result.stderr}`);
    }
    const exported = engine === 'the legacy builder' ? out : join(out, 'context');
    return readdirSync(exported, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(exported, join(entry.parentPath, entry.name)))
      .sort();
  }

  describe.each(Object.keys(ENGINES))('from %s', (engine) => {
    it.each(cases.map(({ text, ...rest }) => [text, rest] as const))(
      '%j',
      async (text, { shows, hides = [] }) => {
        writeFileSync(join(context, '.dockerignore'), text);
        const expected = shows ?? FILES.filter((file) => !hides.includes(file));
        await expect(seen(engine)).resolves.toEqual([...expected].sort());
      },
      120_000,
    );
  });
});
