import { closeSync, openSync, readSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/bin', '/usr/sbin'];

/** So many files are shown to readelf: a process for each takes a while. */
const COMPARED = 400;

// Prints the milliseconds and, a line each, what the files need and offer.
const READ = `
const { isElf, readElf, withFile } = require(process.argv[1]);
const files = require('node:fs').readFileSync(process.argv[2], 'utf8').trimEnd().split('\\n');
const startedAt = performance.now();
const read = files.map((file) => withFile(file, (source) => readElf(source)));
console.log(performance.now() - startedAt);
for (const { elf, broken } of read) {
  const needs = elf?.requires.map(({ library, version, weak }) => [library, version, weak ? 'weak' : ''].join(' '));
  console.log(broken ?? JSON.stringify([needs, elf.provides]));
}
`;

/** @type {import('./measure.mjs').Benchmark} */
export const elf = {
  name: 'elf',
  title: `versions that ${COMPARED} files of this host need and offer, against starting 'readelf -V' for each`,
  goal: { atLeast: 10 },
  rounds: 3,
  missing: () =>
    notBuilt() ??
    (isOnPath('readelf') ? undefined : 'readelf missing; enable with: apt-get install binutils'),
  prepare: async (ground) => {
    const cwd = ground.folder();
    const files = elfFiles();
    const list = join(cwd, 'files');
    writeFileSync(list, `${files.join('\n')}\n`);
    const reader = join(ROOT, 'packages/core/dist/readers/elf/index.js');
    const ours = () => run([process.execPath, '-e', READ, reader, list], { cwd });
    const [, ...own] = (await ours()).output.trimEnd().split('\n');
    const theirs = await each(files, async (file) => versionsIn(await readelf(file, cwd)));
    const different = files.filter((_file, index) => own[index] !== theirs[index]);
    ground.say(`elf: ${files.length - different.length} of ${files.length} files read the same`);
    if (different.length > 0) throw new Error(`readelf reads otherwise: ${different.join(', ')}`);
    return {
      ours: {
        name: 'the reader, all files in one process',
        take: async () => Number((await ours()).output.split('\n', 1)[0]),
      },
      peer: {
        name: 'readelf -VW, a process for each file',
        take: async () => {
          const startedAt = performance.now();
          await each(files, (file) => readelf(file, cwd));
          return performance.now() - startedAt;
        },
      },
      beside: [{ name: 'the reader with the start of Node', take: async () => (await ours()).ms }],
    };
  },
};

/** Some ELF files of the host, spread over all there are. */
function elfFiles() {
  const paths = FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    } catch {
      return [];
    }
  });
  const magic = Buffer.from('\x7fELF', 'latin1');
  const head = Buffer.alloc(4);
  const all = [...new Set(paths)].sort().filter((path) => {
    const file = openSync(path, 'r');
    const isElf = readSync(file, head, 0, 4, 0) === 4 && head.equals(magic);
    closeSync(file);
    return isElf;
  });
  const step = Math.max(1, Math.floor(all.length / COMPARED));
  return all.filter((_path, index) => index % step === 0).slice(0, COMPARED);
}

/**
 * @param {string} file
 * @param {string} cwd
 */
const readelf = async (file, cwd) => (await run(['readelf', '-VW', file], { cwd })).output;

/**
 * @template T
 * @param {readonly string[]} files
 * @param {(file: string) => Promise<T>} use
 */
async function each(files, use) {
  /** @type {T[]} */
  const found = [];
  for (const file of files) found.push(await use(file));
  return found;
}

/**
 * What `readelf -VW` tells, in the words of the reader.
 * @param {string} output
 */
function versionsIn(output) {
  /** @type {string[]} */
  const needs = [];
  /** @type {string[]} */
  const offers = [];
  let library = '';
  for (const line of output.split('\n')) {
    const [, file] = /Version: \d+\s+File: (\S+)\s+Cnt:/.exec(line) ?? [];
    const [, need, flags] = /Name: (\S+)\s+Flags: (.*?)\s+Version: \d+/.exec(line) ?? [];
    const [, kind, offer] =
      /Rev: \d+\s+Flags: (.*?)\s+Index: \d+\s+Cnt: \d+\s+Name: (.*)$/.exec(line) ?? [];
    if (file !== undefined) library = file;
    else if (need !== undefined) {
      needs.push([library, need, /WEAK/.test(flags ?? '') ? 'weak' : ''].join(' '));
    } else if (offer !== undefined && !/BASE/.test(kind ?? '')) offers.push(offer.trim());
  }
  return JSON.stringify([needs, offers]);
}
