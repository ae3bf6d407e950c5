// What the programs of a system need of libraries that releases bundle: the measured half of the table of systems in
// packages/preflight/src/systems. Prints JSON for a folder with the files of the system, e.g. of
//   mmdebstrap --variant=apt --include=python3 bookworm <folder>
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const { isElf, readElf, withFile } = createRequire(import.meta.url)('@flightline/core/readers/elf');

/** The C library is never bundled: programs would need its loader, too. */
const OF_GLIBC =
  /^(?:ld-linux|libc\.|libm\.|libdl\.|libpthread\.|librt\.|libutil\.|libresolv\.|libanl\.|libmvec\.)/;

/** How many programs are named that load a file. */
const NAMED = 4;

const [root] = process.argv.slice(2);
if (root === undefined) {
  process.stderr.write('Usage: node tools/system-needs.mjs <folder with the files of a system>\n');
  process.exitCode = 1;
} else {
  process.stdout.write(`${JSON.stringify(needsOf(filesOf(root)), null, 2)}\n`);
}

/**
 * @typedef {{ path: string, elf: import('@flightline/core/readers/elf').Elf }} Found
 * @typedef {{ version: string, by: string, programs: string[] }} Need
 */

/** @param {string} folder */
function filesOf(folder) {
  const paths = ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'bin', 'sbin', 'lib', 'lib64']
    .map((name) => join(folder, name))
    .filter(existsSync)
    .flatMap((below) =>
      readdirSync(below, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
  return [...new Set(paths)].sort().flatMap((path) =>
    withFile(path, (/** @type {import('@flightline/core/readers/elf').ByteSource} */ source) => {
      const reading = isElf(source.read(0, 4)) ? readElf(source) : undefined;
      return reading !== undefined && 'elf' in reading ? [{ path, elf: reading.elf }] : [];
    }),
  );
}

/**
 * The newest version of each kind (`GLIBCXX`, `CXXABI`) that programs need of a library, which file needs it for the
 * most of them, and some of them by name.
 * @param {Found[]} files
 */
function needsOf(files) {
  const wanted = files
    .flatMap(({ path, elf }) => elf.requires.map((need) => ({ ...need, path })))
    .filter(({ library, weak }) => !weak && !OF_GLIBC.test(library));
  const users = new Map(files.map(({ path }) => [path, programsWith(path, files)]));
  const programsOf = (/** @type {string} */ path) => users.get(path) ?? [];
  const needs = wanted
    .filter(({ path }) => programsOf(path).length > 0)
    .sort(
      (a, b) =>
        byVersion(b.version, a.version) || programsOf(b.path).length - programsOf(a.path).length,
    );
  /** @type {Record<string, Record<string, Need>>} */
  const newest = {};
  for (const { library, version, path } of needs) {
    (newest[library] ??= {})[version.replace(/[\d.]+$/, '')] ??= {
      version,
      by: basename(path),
      programs: programsOf(path).slice(0, NAMED),
    };
  }
  return Object.fromEntries(
    Object.entries(newest)
      .sort()
      .map(([library, kinds]) => [library, Object.values(kinds)]),
  );
}

/**
 * @param {string} path
 * @param {Found[]} files
 */
function programsWith(path, files) {
  const own = files.find((file) => file.path === path);
  const users = new Set([path]);
  const names = new Set(own?.elf.soname === undefined ? [] : [own.elf.soname]);
  for (let before = -1; before !== users.size;) {
    before = users.size;
    for (const { path: user, elf } of files) {
      if (!elf.needed.some((needed) => names.has(needed))) continue;
      users.add(user);
      if (elf.soname !== undefined) names.add(elf.soname);
    }
  }
  const programs = [...users]
    .filter((user) => /\/s?bin\//.test(user))
    .map((user) => basename(user));
  return [...new Set(programs)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/**
 * @param {string} a
 * @param {string} b
 */
function byVersion(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}
