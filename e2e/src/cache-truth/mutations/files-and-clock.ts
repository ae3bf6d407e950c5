// What a file system says of files besides their path and their bytes, and what the clock says.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '../checkout';
import { type Change, type Family, type Mutation, each } from '../mutation';
import { ROOT, rootOf } from '../product';

const PAST = new Date('1999-12-31T23:59:59Z');
const FUTURE = new Date('2038-01-19T03:14:07Z');

const SOURCES = ['src/needle.txt', 'vms/runner.sh', 'Dockerfile', 'project.json'].map(
  (path) => `${ROOT}/${path}`,
);

function everyFile(at: Checkout, folder: string): string[] {
  return readdirSync(at.at(folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.root.length + 1))
    .filter((path) => !/\/(dist|artifacts)\//.test(path));
}

/** Writes files anew in an order of their own, so that folders list them in another one. */
function writeAnew(at: Checkout, folder: string, order: (paths: string[]) => string[]): void {
  at.remember(folder);
  const contents = new Map(everyFile(at, folder).map((path) => [path, readFileSync(at.at(path))]));
  for (const path of contents.keys()) rmSync(at.at(path));
  for (const path of order([...contents.keys()]))
    writeFileSync(at.at(path), contents.get(path) ?? '');
}

const FILES: readonly Change[] = [
  ...SOURCES.map((path): Change => [`an old time of ${path}`, (at) => at.touch(path, PAST)]),
  ...SOURCES.map((path): Change => [`a time to come of ${path}`, (at) => at.touch(path, FUTURE)]),
  [
    'an old time of everything',
    (at) => everyFile(at, 'products').forEach((path) => at.touch(path, PAST)),
  ],
  [
    'a time to come of everything',
    (at) => everyFile(at, 'products').forEach((path) => at.touch(path, FUTURE)),
  ],
  ['the time of nx.json', (at) => at.touch('nx.json', FUTURE)],
  ['the time of package-lock.json', (at) => at.touch('package-lock.json', FUTURE)],
  ['the time of a box', (at) => at.touch(`${rootOf('alma')}/project.json`, PAST)],
  ['the mode of the runner', (at) => at.chmod(`${ROOT}/vms/runner.sh`, 0o700)],
  ['the mode of a document', (at) => at.chmod(`${ROOT}/README.md`, 0o600)],
  ['the mode of a box', (at) => at.chmod(`${rootOf('alma')}/project.json`, 0o600)],
  [
    'the mode of a source file that nobody can execute',
    (at) => at.chmod(`${ROOT}/src/needle.txt`, 0o600),
  ],
  [
    'the sources written in another order',
    (at) => writeAnew(at, `${ROOT}/src`, (paths) => paths.sort().reverse()),
  ],
  [
    'the boxes written in another order',
    (at) => writeAnew(at, `${ROOT}/vms/boxes`, (paths) => paths.sort().reverse()),
  ],
  [
    'the scripts written in another order',
    (at) => writeAnew(at, `${ROOT}/vms/lib`, (paths) => paths.sort()),
  ],
  [
    'the runner edited, and edited back',
    (at) => {
      at.append(`${ROOT}/vms/runner.sh`, '# x\n');
      at.edit(`${ROOT}/vms/runner.sh`, '# x\n', '');
    },
  ],
  [
    'the product copied away and back',
    (at) => {
      at.copy(`${ROOT}/src`, `${ROOT}/src-copy`);
      at.remove(`${ROOT}/src`);
      at.rename(`${ROOT}/src-copy`, `${ROOT}/src`);
    },
  ],
  [
    'an empty folder among the sources',
    (at) => {
      at.write(`${ROOT}/src/empty/x`, '');
      rmSync(at.at(`${ROOT}/src/empty/x`));
    },
  ],
];

const TIME_ZONES = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns'];

export const filesAndClock: Family = {
  name: 'files and clock',
  mutations: [
    ...each(FILES, { runs: [] }),
    ...TIME_ZONES.map((TZ): Mutation => ({ title: `time zone ${TZ}`, env: { TZ }, runs: [] })),
    { title: 'SOURCE_DATE_EPOCH', env: { SOURCE_DATE_EPOCH: '86400' }, runs: [] },
    ...[0o077, 0o000].map((umask): Mutation => ({
      title: `umask ${umask.toString(8).padStart(3, '0')}`,
      umask,
      runs: [],
    })),
  ],
};
