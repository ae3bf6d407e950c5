// A workspace as a user has it: an empty Nx workspace with our packages installed from tarballs, and the
// product of an example in it. Nothing of this repository is reachable from there.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Evidence, readEvidence } from '@flightline/core/evidence';
import {
  type RunResult,
  type Runner,
  createRunner,
  describeEnding,
  succeeded,
} from '@flightline/core/process';
import { REPOSITORY, packAll } from './pack';
import { type Registry, startRegistry } from './registry';

/** Versions of Nx's packages; not every version of one exists of the other. */
export interface NxVersions {
  nx: string;
  devkit: string;
}

const NX: NxVersions = { nx: '23.2.1', devkit: '23.2.1' };

/** A folder of `examples/`; its release project has the same name. */
type Example = 'quickstart' | 'hardening';

/** Where the product of an example stands in the workspace. */
export const productRoot = (example: Example): string => `products/${example}`;

/** Where the product of the quickstart stands. */
export const PRODUCT = productRoot('quickstart');

export interface Workspace {
  readonly root: string;
  readonly runner: Runner;
  /** Runs nx to its end; what it answers is never thrown. */
  nx(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    onLine?: (line: string) => void,
  ): Promise<RunResult>;
  read(path: string): string;
  write(path: string, content: string): void;
  /** Replaces a text that has to be there. */
  edit(path: string, from: string, to: string): void;
  evidence(box: string, product?: string): Evidence;
  remove(): void;
}

/** Fresh caches of Nx, no daemon, no colours: what runs is what this workspace asked for. */
function environment(root: string): Record<string, string | undefined> {
  const inherited = Object.keys(process.env).filter((name) =>
    /^(NX_|JEST_|NODE_OPTIONS$|npm_)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    NX_CACHE_DIRECTORY: join(root, '.nx-cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx-data'),
    NX_DAEMON: 'false',
    // Else a daemon asks npm for nx@latest as it starts, and installs it.
    NX_USE_LOCAL: 'true',
    FORCE_COLOR: '0',
    // In CI nx hides the output of what passes; these tests read it.
    CI: undefined,
  };
}

/** An Nx workspace with our packages installed and no project in it. */
export async function emptyWorkspace({ nx, devkit }: NxVersions = NX): Promise<Workspace> {
  const runner = await createRunner();
  const root = mkdtempSync(join(tmpdir(), 'flightline-e2e-'));
  const tarballs = await packAll(runner, join(root, 'tarballs'));
  const ours = Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`] as const);
  return installed(root, runner, { nx, '@nx/devkit': devkit, ...Object.fromEntries(ours) });
}

/** An Nx workspace that has never heard of Flightline, and a registry where npm finds it. */
export async function strangersWorkspace(): Promise<{ workspace: Workspace; registry: Registry }> {
  const runner = await createRunner();
  const root = mkdtempSync(join(tmpdir(), 'flightline-e2e-'));
  const registry = await startRegistry(await packAll(runner, join(root, 'tarballs')));
  writeFileSync(join(root, '.npmrc'), registry.npmrc);
  return { workspace: await installed(root, runner, { nx: NX.nx }), registry };
}

async function installed(
  root: string,
  runner: Runner,
  devDependencies: Readonly<Record<string, string>>,
): Promise<Workspace> {
  const files: Record<string, unknown> = {
    'package.json': { name: 'e2e', version: '0.0.0', private: true, devDependencies },
    'nx.json': { analytics: false, neverConnectToCloud: true },
  };
  for (const [path, content] of Object.entries(files))
    writeFileSync(join(root, path), JSON.stringify(content, null, 2));
  writeFileSync(join(root, '.gitignore'), 'node_modules\n.nx*\ntarballs\n');

  const workspace = workspaceAt(root, runner);
  for (const argv of [
    ['npm', 'install', '--no-fund', '--no-audit', '--loglevel=error'],
    ['git', 'init', '--quiet', '--initial-branch=main'],
  ] as const) {
    const result = await runner.run([...argv], { cwd: root, env: environment(root) });
    if (!succeeded(result))
      throw new Error(`${argv.join(' ')} ${describeEnding(result)}: ${result.stderr}`);
  }
  return workspace;
}

/** The quickstart's product, with boxes of these suites. */
export const quickstartWorkspace = (
  suites: readonly string[] = ['bullseye', 'bookworm', 'trixie'],
): Promise<Workspace> => exampleWorkspace('quickstart', suites);

/**
 * A workspace with the product of an example. Its release project and its boxes are written by the generators, one
 * box for each Debian suite, whatever boxes the example has itself.
 */
export async function exampleWorkspace(
  example: Example,
  suites: readonly string[],
): Promise<Workspace> {
  const workspace = await emptyWorkspace();
  const product = productRoot(example);
  const target = join(workspace.root, product);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(REPOSITORY, 'examples', example), target, {
    recursive: true,
    filter: (path) => !/(project\.json|\/dist|\/vms\/(artifacts|boxes)|__pycache__)$/.test(path),
  });
  await demand(workspace, ['g', '@flightline/vm-run:release', example, '--directory', product]);
  for (const suite of suites) {
    const options = ['--image', `debian:${suite}`, '--memory', '768', '--packages', 'python3'];
    await demand(workspace, [
      'g',
      '@flightline/vm-run:box',
      suite,
      '--release',
      example,
      ...options,
    ]);
  }
  const project = JSON.parse(
    readFileSync(join(REPOSITORY, 'examples', example, 'project.json'), 'utf8'),
  ) as ProjectJson;
  editProject(workspace, product, (own) => {
    Object.assign((own.targets['docker-build'] ??= {}), {
      options: project.targets['docker-build']?.options,
    });
    // The documents of the example tell of its own boxes.
    Object.assign((own.targets['preflight'] ??= {}), {
      options: { checks: { matrix: { level: 'off' } } },
    });
  });
  return workspace;
}

export interface ProjectJson {
  targets: Record<
    string,
    { executor?: string; outputs?: readonly string[]; options?: Record<string, unknown> }
  >;
}

/** Edits a project.json as a person would: read, change, write. */
export function editProject(
  workspace: Workspace,
  root: string,
  edit: (project: ProjectJson) => void,
): void {
  const path = `${root}/project.json`;
  const project = JSON.parse(workspace.read(path)) as ProjectJson;
  edit(project);
  workspace.write(path, `${JSON.stringify(project, null, 2)}\n`);
}

/** Folder of a box project. */
export const boxRoot = (box: string): string => `${PRODUCT}/vms/boxes/${box}`;

/** Runs nx and fails the test with what it printed when it does not succeed. */
export async function demand(
  workspace: Workspace,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<RunResult> {
  const result = await workspace.nx(args, env);
  if (!succeeded(result))
    throw new Error(
      `nx ${args.join(' ')} ${describeEnding(result)}\n${result.stdout}\n${result.stderr}`,
    );
  return result;
}

/** The path differs between versions of Nx. */
function nxProgram(root: string): string {
  const folder = join(root, 'node_modules/nx');
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: { nx: string };
  };
  return join(folder, bin.nx);
}

function workspaceAt(root: string, runner: Runner): Workspace {
  const workspace: Workspace = {
    root,
    runner,
    nx: (args, env = {}, onLine = () => undefined) =>
      runner.run([process.execPath, nxProgram(root), ...args], {
        ...{ cwd: root, onLine },
        env: { ...environment(root), ...env },
      }),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    edit: (path, from, to) => {
      const before = workspace.read(path);
      if (!before.includes(from)) throw new Error(`'${from}' does not stand in ${path}.`);
      workspace.write(path, before.replace(from, to));
    },
    evidence: (box, product = PRODUCT) =>
      readEvidence(join(root, product, 'vms/artifacts'), box, box),
    remove: () => {
      if (existsSync(root)) rmSync(root, { recursive: true, force: true });
    },
  };
  return workspace;
}
