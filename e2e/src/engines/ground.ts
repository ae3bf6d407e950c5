// A workspace with the product of the quickstart, and container engines with stores of the test's own: what other builds
// of this host make is neither used nor counted.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderDigest } from '@flightline/core/evidence';
import { type Argv, type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import { type DockerDaemon, startDocker } from '../docker-daemon';
import { until } from '../until';
import { PRODUCT, type Workspace, quickstartWorkspace } from '../workspace';

/** Made from distribution packages by the first build of each store. */
export const BASE = 'localhost/flightline/python:bookworm';

/** What engines keep: containers, and images that have a name; those without one are a cache. */
interface Kept {
  containers: readonly string[];
  images: readonly string[];
}

type Env = Readonly<Record<string, string>>;

export class Ground {
  private constructor(
    readonly workspace: Workspace,
    /** Folder of what ends with the test. */
    readonly state: string,
    /** By which engines find the stores of the test. */
    readonly env: Env,
    private readonly daemon: DockerDaemon,
  ) {}

  static async make(): Promise<Ground> {
    const workspace = await quickstartWorkspace([]);
    const state = mkdtempSync(join(tmpdir(), 'flightline-engines-'));
    mkdirSync(join(state, 'cache'));
    const info = ['buildah', 'info', '--format', '{{.store.GraphDriverName}}'] as const;
    const driver = await workspace.runner.run([...info]);
    const [graph, run] = [join(state, 'graph'), join(state, 'run')];
    writeFileSync(join(state, 'storage.conf'), storageConf(driver.stdout.trim(), graph, run));
    const daemon = await startDocker(workspace.runner);
    const env = {
      XDG_CACHE_HOME: join(state, 'cache'),
      CONTAINERS_STORAGE_CONF: join(state, 'storage.conf'),
      ...daemon.env,
    };
    return new Ground(workspace, state, env, daemon);
  }

  async end(): Promise<void> {
    await this.daemon.stop();
    await this.workspace.runner.run([
      'umount',
      '--recursive',
      '--lazy',
      join(this.state, 'graph/overlay'),
    ]);
    await this.workspace.runner.run(['rm', '-rf', this.state]);
    this.workspace.remove();
  }

  /** Of the artifact in place. */
  artifact(): string {
    return folderDigest(join(this.workspace.root, PRODUCT, 'dist/artifact'));
  }

  readRecord(name: string): string {
    return this.workspace.read(`${PRODUCT}/dist/docker-build/${name}`);
  }

  dockerfile(...lines: readonly string[]): void {
    this.workspace.write(`${PRODUCT}/Dockerfile`, `${lines.join('\n')}\n`);
  }

  /** Without preflight, which would refuse some Dockerfiles before an engine sees them. */
  build(engine: string, words: readonly string[] = [], env: Env = {}): Promise<RunResult> {
    return this.workspace.nx(
      [
        ...['run', 'quickstart:docker-build', `--engine=${engine}`],
        ...['--skip-nx-cache', '--exclude-task-dependencies', ...words],
      ],
      { ...this.env, ...env },
    );
  }

  async builds(...build: Parameters<Ground['build']>): Promise<string> {
    const result = await this.build(...build);
    if (!succeeded(result))
      throw new Error(`The build ${describeEnding(result)}: ${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  /** What it says. */
  async fails(...build: Parameters<Ground['build']>): Promise<string> {
    const result = await this.build(...build);
    if (succeeded(result)) throw new Error(`It was to fail: ${result.stdout}`);
    return result.stdout;
  }

  /** Lines that a command of an engine prints. */
  private async listed(argv: Argv, env: Env): Promise<string[]> {
    const { stdout } = await this.workspace.runner.run(argv, { env: { ...this.env, ...env } });
    return stdout.split('\n').filter((line) => line.trim() !== '');
  }

  async kept(engine: string, env: Env = {}): Promise<Kept> {
    const { containers, images } = LISTS[engine.split('-')[0] as keyof typeof LISTS];
    return {
      containers: await this.listed(containers, env),
      images: (await this.listed(images, env)).filter((name) => !name.startsWith('<none>')).sort(),
    };
  }

  /** Starts a build and resolves when a line of its log ends with a word; `ended` then waits for its end. */
  async begins(engine: string, word: string): Promise<{ ended: Promise<string> }> {
    const ended = this.fails(engine);
    const log = () => {
      try {
        return this.readRecord('build.log');
      } catch {
        return '';
      }
    };
    await until(() =>
      Promise.resolve(
        log()
          .split('\n')
          .some((line) => line.split(' ').at(-1) === word),
      ),
    );
    return { ended };
  }
}

const LISTS = {
  buildah: {
    containers: ['buildah', 'containers', '--all', '--format', '{{.ContainerName}}'],
    images: ['buildah', 'images', '--format', '{{.Name}}:{{.Tag}}'],
  },
  podman: {
    containers: ['podman', 'ps', '--all', '--external', '--format', '{{.Names}}'],
    images: ['podman', 'images', '--format', '{{.Repository}}:{{.Tag}}'],
  },
  docker: {
    containers: ['docker', 'ps', '--all', '--format', '{{.Names}}'],
    images: ['docker', 'images', '--format', '{{.Repository}}:{{.Tag}}'],
  },
} as const;

/** See containers-storage.conf(5). */
export function storageConf(driver: string, graphroot: string, runroot: string): string {
  return [
    '[storage]',
    `driver = "${driver}"`,
    `graphroot = "${graphroot}"`,
    `runroot = "${runroot}"`,
    '',
  ].join('\n');
}
