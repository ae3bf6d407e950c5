import { type ElfParts, elfFile } from '@flightline/core/testing';
import { zipOf } from '../testing/archives';
import { type Defect, near } from './defect';
import type { Example } from './example';

const ship = (path: string, content: Buffer) => (app: Example) =>
  app.put(`dist/artifact/${path}`, content);
const needing = (library: string, version: string): ElfParts => ({
  needed: [library],
  requires: { [library]: [version] },
});
const needingGlibc = (version: string) => elfFile(needing('libc.so.6', `GLIBC_${version}`));
/** A C++ runtime up to GLIBCXX_3.4.`newest`. */
const runtime = (newest: number, glibc = 'GLIBC_2.18') =>
  elfFile({
    soname: 'libstdc++.so.6',
    ...needing('libc.so.6', glibc),
    provides: Array.from({ length: newest }, (_, index) => [
      `GLIBCXX_3.4.${index + 1}`,
      `CXXABI_1.3.${index + 1}`,
    ]).flat(),
  });

/** A wheel of the product with these files. */
const wheel = (...paths: string[]) => {
  const files = Object.fromEntries(paths.map((path) => [path, Buffer.from('x')]));
  const record = [...paths.map((path) => `${path},sha256=x,1`), ''].join('\n');
  return zipOf({ ...files, 'rampart-1.0.0.dist-info/RECORD': Buffer.from(record) });
};
const DATA = ['frontend/rampart.css', 'frontend/rampart.js', 'templates/report.html'];

/** As the product was before its incident. */
const leaking = (make: Defect['make']) => (app: Example) => {
  make(app);
  app.edit('core/tools.py', 'env=get_clean_env(LC_ALL="C")', 'env=dict(os.environ, LC_ALL="C")');
  app.edit('core/tools.py', 'import shutil', 'import os\nimport shutil');
};

const found = (
  where: Defect['found'],
  what: string,
  make: Defect['make'],
  says: string,
): Defect => ({
  ...{ what, make, says, found: where },
  stage: 'artifact',
});
const nearby = (what: string, make: Defect['make']): Defect => ({
  ...near(what, make),
  stage: 'artifact',
});

export const ARTIFACT: readonly Defect[] = [
  found(
    { 'elf-start': 'fail' },
    'a module that was compiled on Ubuntu 24.04',
    ship('lib/_native.so', needingGlibc('2.38')),
    "which is not in 'almalinux' (glibc 2.34), 'debian12' (glibc 2.36), 'ubuntu18' (glibc 2.27), 'ubuntu22' (glibc 2.35).",
  ),
  found(
    { 'elf-start': 'fail' },
    'the same in a wheel in the artifact',
    ship('wheels/own.whl', zipOf({ 'own/_native.so': needingGlibc('2.28') })),
    "which is not in 'ubuntu18' (glibc 2.27).",
  ),
  found(
    { 'elf-start': 'fail' },
    'C++ without its runtime',
    ship('_native.so', elfFile(needing('libstdc++.so.6', 'GLIBCXX_3.4.29'))),
    "which is not in 'ubuntu18' (GLIBCXX_3.4.25).",
  ),
  found(
    { 'elf-start': 'fail' },
    'a program for Alpine',
    ship('rampart', elfFile({ interpreter: '/lib/ld-musl-x86_64.so.1' })),
    "the loader '/lib/ld-musl-x86_64.so.1'",
  ),
  found(
    { 'elf-start': 'unverified' },
    'a library that nobody brings',
    ship('rampart', elfFile({ needed: ['libown.so.1'] })),
    'It needs libown.so.1, and nobody knows whether that is in',
  ),
  found(
    { 'elf-leak': 'fail' },
    'the C++ runtime of Debian 11, and a start that leaks',
    leaking(ship('lib/libstdc++.so.6', runtime(28))),
    "apt, apt-get, apt-mark of 'debian12' will fail with it: libapt-pkg.so.6.0.0 needs GLIBCXX_3.4.29",
  ),
  found(
    { 'elf-start': 'fail', 'elf-leak': 'fail' },
    'the C++ runtime of Debian 13, and a start that leaks',
    leaking(ship('lib/libstdc++.so.6', runtime(33, 'GLIBC_2.38'))),
    "apt, apt-get, apt-mark of 'debian12' will fail with it: libstdc++.so.6 itself needs GLIBC_2.38",
  ),
  found(
    { 'wheel-data': 'fail' },
    'a wheel without one of its templates',
    ship('rampart-1.0.0-py3-none-any.whl', wheel('api/__init__.py', ...DATA)),
    "It does not list 'templates/row.html'.",
  ),
  found(
    { 'wheel-data': 'fail' },
    'an installed product without its frontend',
    ship('lib/rampart-1.0.0.dist-info/RECORD', Buffer.from('api/cli.py,sha256=x,1\n')),
    "It does not list 'frontend/rampart.css'.",
  ),
  nearby(
    'a wheel with all of them',
    ship('rampart-1.0.0-py3-none-any.whl', wheel(...DATA, 'templates/row.html')),
  ),
  nearby(
    'a wheel of another project',
    ship('other-2.0-py3-none-any.whl', zipOf({ 'other-2.0.dist-info/RECORD': Buffer.from('x,,') })),
  ),
  nearby('the C++ runtime of Debian 11', ship('lib/libstdc++.so.6', runtime(28))),
  nearby('a module of an old system', ship('lib/_native.so', needingGlibc('2.17'))),
  nearby('a static program', ship('rampart', elfFile())),
  nearby('C++ with its runtime', (app) => {
    ship('lib/libstdc++.so.6', runtime(40))(app);
    ship('_native.so', elfFile(needing('libstdc++.so.6', 'GLIBCXX_3.4.33')))(app);
  }),
];
