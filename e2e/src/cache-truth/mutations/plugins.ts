// The code that runs the boxes comes from npm: its version and its bytes are part of every box.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import type { Checkout } from '../checkout';
import type { Change, Family } from '../mutation';
import { each } from '../mutation';
import { EVERY_BOX } from '../product';

/** Where npm puts what an install changes. */
const INSTALLED = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'];

const BUILT = ['plain', 'clone', 'remote', 'daemon'] as const;

/** Packs an installed package of ours again, with something changed, and installs that. */
async function repack(at: Checkout, name: string, change: (folder: string) => void): Promise<void> {
  const folder = `repacked-${name}`;
  at.remember(folder);
  mkdirSync(at.at(folder));
  cpSync(at.at(`node_modules/@flightline/${name}`), at.at(`${folder}/package`), {
    recursive: true,
  });
  rmSync(at.at(`${folder}/package/node_modules`), { recursive: true, force: true });
  change(`${folder}/package`);
  const pack = ['npm', 'pack', '--silent', `./${folder}/package`, '--pack-destination', folder];
  await at.run(pack as ['npm', ...string[]]);
  const version = (JSON.parse(at.read(`${folder}/package/package.json`)) as { version: string })
    .version;
  const tarball = `tarballs/flightline-${name}-${version}.tgz`;
  at.copy(`${folder}/flightline-${name}-${version}.tgz`, tarball);
  at.remove(folder);
  await install(at, ['@flightline'], `@flightline/${name}@file:${tarball}`);
}

/** Installs as a user does; `folders` of node_modules are what may change. */
export async function install(
  at: Checkout,
  folders: readonly string[],
  ...words: readonly string[]
): Promise<void> {
  for (const path of [...INSTALLED, ...folders.map((folder) => `node_modules/${folder}`)])
    at.remember(path);
  await at.run([
    'npm',
    'install',
    '--save-dev',
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
    ...words,
  ]);
}

const aByte = (name: string): Change => [
  `a byte of ${name}, in the same version`,
  (at) => repack(at, name, (folder) => at.append(`${folder}/README.md`, '\n')),
];

const aVersion = (name: string): Change => [
  `a newer ${name}`,
  (at) => repack(at, name, (folder) => at.edit(`${folder}/package.json`, '"0.1.0"', '"0.1.1"')),
];

const newDependency: Change = [
  'another tarball of what vm-run depends on',
  (at) => {
    const lock = JSON.parse(at.read('package-lock.json')) as Lock;
    const entry = lock.packages['node_modules/tar-stream'];
    if (entry === undefined) throw new Error("'tar-stream' is not installed.");
    entry.version = '3.2.3';
    entry.integrity = entry.integrity.replace(/.{4}==$/, 'AAAA==');
    at.write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  },
];

interface Lock {
  packages: Record<string, { version: string; integrity: string }>;
}

export const plugins: Family = {
  name: 'plugins',
  mutations: [
    ...each([aByte('vm-run'), aVersion('vm-run')], { runs: EVERY_BOX }),
    ...each([aByte('core'), aByte('triage')], { runs: EVERY_BOX }),
    ...each([newDependency], { runs: EVERY_BOX }),
    // These check and build; what they make of the same sources is the same artifact.
    ...each([aByte('preflight'), aByte('docker-build')], { runs: [], modes: BUILT }),
  ],
};
