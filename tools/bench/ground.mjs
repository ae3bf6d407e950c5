// What benchmarks stand on: workspaces with our packages installed from tarballs, as users have them.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { run } from './command.mjs';

const NX_VERSION = '23.2.1';
const PACKAGES = ['core', 'triage', 'preflight', 'docker-build', 'vm-run'];

/**
 * @typedef {object} Workspace
 * @property {string} root
 * @property {(path: string, content: unknown) => void} write text and bytes as they are, anything else as JSON
 * @property {(args: readonly string[], env?: NodeJS.ProcessEnv, mark?: RegExp) => Promise<import('./command.mjs').Ran>} nx
 *   without daemon, with caches that belong to this workspace
 *
 * @typedef {object} Ground
 * @property {(text: string) => void} say
 * @property {() => string} folder a new one, which is removed at the end
 * @property {(name: string) => Promise<Workspace>} workspace a new one without projects; all share their npm packages
 */

/** Without built packages there is nothing to measure. */
export function notBuilt() {
  const missing = PACKAGES.filter((name) => !existsSync(join(ROOT, 'packages', name, 'dist')));
  return missing.length === 0
    ? undefined
    : `not built: ${missing.join(', ')}; enable with: npm run build`;
}

/**
 * @param {(text: string) => void} say
 * @returns {Ground}
 */
export function makeGround(say) {
  const base = mkdtempSync(join(tmpdir(), 'flightline-bench-'));
  process.once('exit', () => rmSync(base, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  /** @type {Promise<string> | undefined} */
  let installed;
  let folders = 0;
  return {
    say,
    folder: () => {
      const path = join(base, `folder-${(folders += 1)}`);
      mkdirSync(path);
      return path;
    },
    workspace: async (name) => {
      const modules = await (installed ??= install(join(base, 'installed'), say));
      const root = join(base, name);
      mkdirSync(root);
      symlinkSync(modules, join(root, 'node_modules'));
      const workspace = workspaceAt(root);
      // What is listed there, no generator installs again, and Nx finds in the graph.
      for (const file of ['package.json', 'package-lock.json']) {
        copyFileSync(join(dirname(modules), file), join(root, file));
      }
      workspace.write('nx.json', { analytics: false, neverConnectToCloud: true });
      workspace.write('.gitignore', 'node_modules\n.nx*\n');
      return workspace;
    },
  };
}

/**
 * @param {string} folder
 * @param {(text: string) => void} say
 */
async function install(folder, say) {
  mkdirSync(folder);
  say('packing the packages');
  for (const name of PACKAGES) {
    const argv = /** @type {const} */ (['npm', 'pack', '--silent', '--pack-destination', folder]);
    await run(argv, { cwd: join(ROOT, 'packages', name) });
  }
  const tarballs = readdirSync(folder).map((name) => join(folder, name));
  say('installing them');
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const nx = [`nx@${NX_VERSION}`, `@nx/devkit@${NX_VERSION}`];
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error', '--prefer-offline'];
  await run(['npm', 'install', ...quiet, ...nx, ...tarballs], { cwd: folder });
  return join(folder, 'node_modules');
}

/**
 * @param {string} root
 * @returns {Workspace}
 */
function workspaceAt(root) {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  return {
    root,
    write: (path, content) => {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        typeof content === 'string' || content instanceof Uint8Array
          ? content
          : JSON.stringify(content, null, 2),
      );
    },
    nx: (args, env = {}, mark = undefined) =>
      run(
        [process.execPath, nx, ...args],
        { cwd: root, env: { ...environment(root), ...env } },
        mark,
      ),
  };
}

/** @param {string} root */
function environment(root) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|NODE_OPTIONS$|npm_|CI$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NX_CACHE_DIRECTORY: join(root, '.nx-cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx-data'),
    FORCE_COLOR: '0',
  };
}
