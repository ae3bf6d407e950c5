// Everything a new Debian or Ubuntu machine with Node needs before it can run boxes. Uses Node alone, because
// the npm packages are among the things that may be missing.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Programs and the distribution packages that bring them.
 * @typedef {{ command: string, package: string, for: string }} Program
 * @type {readonly Program[]}
 */
const PROGRAMS = [
  { command: 'qemu-system-x86_64', package: 'qemu-system-x86', for: 'machines' },
  { command: 'qemu-img', package: 'qemu-utils', for: 'disks' },
  { command: 'mmdebstrap', package: 'mmdebstrap', for: 'images of Debian' },
  { command: 'mke2fs', package: 'e2fsprogs', for: 'images of Debian' },
  { command: 'newuidmap', package: 'uidmap', for: 'images without root' },
  { command: 'ssh', package: 'openssh-client', for: 'commands in a box' },
  { command: 'buildah', package: 'buildah', for: 'the container build' },
  { command: 'git', package: 'git', for: 'the workspace' },
];

/**
 * What the tests try besides.
 * @type {readonly Program[]}
 */
const TEST_PROGRAMS = [
  { command: 'dockerd', package: 'docker.io', for: 'another container engine' },
  { command: 'podman', package: 'podman', for: 'another container engine' },
];

/** Debian's keys, without which a machine of another distribution trusts none of its packages. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const NEEDED_NODE = [20, 19];

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/**
 * Makes the machine ready, or says in one line what to run first.
 * @param {{ tests?: boolean }} [options] with what the tests need
 * @returns {boolean} false when something is left for the user to do
 */
export function setUp({ tests = false } = {}) {
  const programs = tests ? [...PROGRAMS, ...TEST_PROGRAMS] : PROGRAMS;
  return nodeIsNewEnough() && installNpmPackages() && installPrograms(programs);
}

function nodeIsNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return true;
  say(
    `Node ${process.versions.node} is too old: Flightline needs ${NEEDED_NODE.join('.')} or newer.`,
  );
  return false;
}

function installNpmPackages() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  const wanted = join(ROOT, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true;
  return step('install npm packages', 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
}

/**
 * Builds the packages, unless nothing has changed since the last time. Nx would see that as well, but needs two seconds
 * to look.
 * @returns {boolean} false when they cannot be built
 */
export function buildPackages() {
  const built = join(ROOT, 'node_modules', '.flightline-built');
  const isThere = packages.every((name) => existsSync(join(ROOT, 'packages', name, 'dist')));
  if (isThere && existsSync(built) && newest(SOURCES) < statSync(built).mtimeMs) return true;
  const startedAt = new Date();
  const nx = join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const argv = [nx, 'run-many', '-t', 'build', '--output-style=static'];
  if (!step('build the packages', process.execPath, argv)) return false;
  writeFileSync(built, '');
  // What changes while they are built is built the next time.
  utimesSync(built, startedAt, startedAt);
  return true;
}

const packages = readdirSync(join(ROOT, 'packages'));
/** What the packages are built of. */
const SOURCES = [
  ...['package-lock.json', 'nx.json', 'tsconfig.base.json'],
  ...packages.flatMap((name) =>
    ['src', 'project.json', 'tsconfig.lib.json'].map((path) => `packages/${name}/${path}`),
  ),
];

/**
 * When something among files and folders was changed last, in ms since 1970.
 * @param {readonly string[]} paths
 * @returns {number}
 */
function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(join(ROOT, path));
      if (!stat.isDirectory()) return stat.mtimeMs;
      const within = newest(readdirSync(join(ROOT, path)).map((name) => join(path, name)));
      // A folder changes when a file comes or goes.
      return Math.max(stat.mtimeMs, within);
    }),
  );
}

/** @param {readonly Program[]} programs */
function installPrograms(programs) {
  const missing = missingPackages(programs);
  if (missing.length === 0) return true;
  const apt = ['install', '-y', '--no-install-recommends', ...missing];
  if (!isOnPath('apt-get')) {
    say(`These programs are missing, and this is no Debian or Ubuntu: ${missing.join(' ')}`);
    return false;
  }
  if (process.getuid?.() !== 0) {
    say('Some programs are missing. Install them with this command, then start again:');
    say(`\n  sudo apt-get update && sudo apt-get ${apt.join(' ')}\n`);
    return false;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    step('fetch the package lists', 'apt-get', ['update', '-qq'], env) &&
    step(`install ${missing.join(' ')}`, 'apt-get', ['-qq', ...apt], env)
  );
}

/** @param {readonly Program[]} programs */
function missingPackages(programs) {
  const missing = programs
    .filter(({ command }) => !isOnPath(command))
    .map((program) => program.package);
  return [...missing, ...(existsSync(KEYRING) ? [] : ['debian-archive-keyring'])];
}

/** @param {string} command */
function isOnPath(command) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Runs one command; shows what it said only when it failed.
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function step(what, command, args, env = process.env) {
  say(`  … ${what}`);
  const startedAt = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) {
    say(`  ✓ ${what}  ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
    return true;
  }
  say(`${stdout}\n${stderr}\n'${[command, ...args].join(' ')}' did not work.`);
  return false;
}
