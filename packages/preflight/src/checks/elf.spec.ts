import type { Outcome } from '@flightline/core/check';
import type { BoxDefinition } from '@flightline/core/model';
import { type ElfParts, elfFile } from '@flightline/core/testing';
import { answer, box } from '../testing/release-tree';
import { elfLeak } from './elf-leak';
import { elfStart } from './elf-start';

const BOXES = ['bullseye', 'bookworm', 'trixie'].map((suite) =>
  box(suite, { image: `debian:${suite}` }),
);
const WINDOWS = box('windows', { driver: 'vagrant', image: 'vagrant:x/windows-10' });
const JAMMY = box('jammy', { image: 'vagrant:ubuntu/jammy64' });
const LOADER = '/lib64/ld-linux-x86-64.so.2';

type Files = Readonly<Record<string, ElfParts>>;

function ask(check: typeof elfStart | typeof elfLeak, files: Files, boxes = BOXES, settings = {}) {
  const tree: Record<string, string | Buffer> = { 'app/x': '' };
  for (const [name, parts] of Object.entries(files)) {
    tree[`app/dist/artifact/${name}`] = elfFile(parts);
  }
  return answer(check, tree, boxes, { settings });
}

const told = (outcome: Outcome) =>
  'problems' in outcome ? (outcome.problems ?? []).map(({ message }) => message) : [];

const libc = (...versions: string[]): ElfParts => ({
  needed: ['libc.so.6'],
  requires: { 'libc.so.6': versions },
});
const cxx = (...versions: string[]): ElfParts => ({
  needed: ['libstdc++.so.6'],
  requires: { 'libstdc++.so.6': versions },
});
/** A libstdc++ that defines GLIBCXX up to this, and what it needs of glibc. */
const libstdcxx = (newest: number, glibc: string, cxxabi = newest > 31 ? 15 : 13): ElfParts => ({
  soname: 'libstdc++.so.6',
  ...libc(glibc),
  provides: [
    'GLIBCXX_3.4',
    ...Array.from({ length: newest }, (_, index) => `GLIBCXX_3.4.${index + 1}`),
    'CXXABI_1.3',
    ...Array.from({ length: cxxabi }, (_, index) => `CXXABI_1.3.${index + 1}`),
  ],
});

describe('elf-start', () => {
  it.each<[what: string, files: Files]>([
    ['an old program', { a: { interpreter: LOADER, ...libc('GLIBC_2.2.5', 'GLIBC_2.31') } }],
    ['a static one', { a: {} }],
    ['a weak need', { a: libc('GLIBC_2.2.5', '?GLIBC_2.99') }],
    ['what it bundles', { a: cxx('GLIBCXX_3.4.33'), 'lib/b': libstdcxx(33, 'GLIBC_2.2.5') }],
    ['a library of another name', { a: { needed: ['own.so'] }, 'lib/own.so': {} }],
    [
      'a library without versions',
      { a: { needed: ['x.so'], requires: { 'x.so': ['X_2'] } }, 'x.so': { soname: 'x.so' } },
    ],
    [
      'another machine beside',
      { a: libc('GLIBC_2.31'), b: { machine: 183, ...libc('GLIBC_2.99') } },
    ],
    ['the least level', { a: { isa: 1 } }],
  ])('is content with %s', async (_what, files) => {
    expect(await ask(elfStart, files, [...BOXES, WINDOWS])).toMatchObject({ status: 'pass' });
  });

  it.each<[what: string, files: Files, says: readonly string[], where: readonly string[]]>([
    [
      'a program of a newer system',
      { a: libc('GLIBC_2.34', 'GLIBC_2.38', 'GLIBC_2.2.5') },
      [
        "It needs GLIBC_2.38 of libc.so.6, which is not in 'bullseye' (glibc 2.31), 'bookworm' (glibc 2.36).",
      ],
      ['bullseye', 'bookworm'],
    ],
    [
      'packed relocations',
      { a: libc('GLIBC_ABI_DT_RELR') },
      ["It needs GLIBC_ABI_DT_RELR of libc.so.6, which is not in 'bullseye' (glibc 2.31)."],
      ['bullseye'],
    ],
    [
      'a newer C++',
      { a: cxx('GLIBCXX_3.4.30', 'CXXABI_1.3.9') },
      ["It needs GLIBCXX_3.4.30 of libstdc++.so.6, which is not in 'bullseye' (GLIBCXX_3.4.28)."],
      ['bullseye'],
    ],
    [
      'a bundled library that is too new itself',
      { a: cxx('GLIBCXX_3.4.33'), b: libstdcxx(33, 'GLIBC_2.38') },
      [
        "It needs GLIBC_2.38 of libc.so.6, which is not in 'bullseye' (glibc 2.31), 'bookworm' (glibc 2.36).",
      ],
      ['bullseye', 'bookworm'],
    ],
    [
      'musl',
      { a: { interpreter: '/lib/ld-musl-x86_64.so.1' } },
      [
        "It needs the loader '/lib/ld-musl-x86_64.so.1', which is not in 'bullseye', 'bookworm', 'trixie'.",
      ],
      ['bullseye', 'bookworm', 'trixie'],
    ],
    [
      'a bundled library that is too old for it',
      {
        a: { needed: ['x.so'], requires: { 'x.so': ['X_2'] } },
        b: { soname: 'x.so', provides: ['X_1'] },
      },
      ["It needs X_2 of x.so, which is not in 'bullseye', 'bookworm', 'trixie'."],
      ['bullseye', 'bookworm', 'trixie'],
    ],
  ])('foretells of %s', async (_what, files, says, where) => {
    const outcome = await ask(elfStart, files);
    expect(outcome.status).toBe('fail');
    expect(told(outcome)).toEqual(says);
    expect(outcome.predictions?.map(({ box: name, kind }) => `${kind} ${name}`)).toEqual(
      where.map((name) => `start ${name}`),
    );
  });

  it('says where, and what to do', async () => {
    const outcome = await ask(elfStart, { 'lib/a': libc('GLIBC_2.38') });
    expect(outcome).toMatchObject({
      problems: [
        {
          file: 'app/dist/artifact/lib/a',
          hint: 'Build it on a system whose glibc is not newer than 2.31.',
        },
      ],
    });
  });

  it.each<[what: string, files: Files, image: BoxDefinition | undefined, says: RegExp]>([
    [
      'a library nobody knows',
      { a: { needed: ['libGL.so.1'] } },
      undefined,
      /It needs libGL.so.1, and nobody knows whether that is in 'bullseye'/,
    ],
    ['a higher level', { a: { isa: 4 } }, undefined, /x86-64-v3/],
    [
      'an unknown box',
      { a: libc('GLIBC_2.2.5') },
      { image: 'file:own.qcow2' },
      /Nobody knows what box 'own' brings/,
    ],
    [
      'another machine alone',
      { a: { machine: 183 } },
      undefined,
      /None of its ELF files is for x86-64/,
    ],
  ])('does not know: %s', async (_what, files, image, says) => {
    const boxes = image === undefined ? BOXES : [...BOXES, box('own', image)];
    const outcome = await ask(elfStart, files, boxes);
    expect(outcome.status).toBe('unverified');
    expect(told(outcome).join('\n')).toMatch(says);
    expect(outcome.predictions).toBeUndefined();
  });

  it('takes libraries for given that are named', async () => {
    const files = { a: { needed: ['libGL.so.1'], requires: { 'libGL.so.1': ['GL_9'] } } };
    const outcome = await ask(elfStart, files, BOXES, { provided: ['libGL.so.1'] });
    expect(outcome.status).toBe('pass');
  });

  it('knows no answer without an artifact', async () => {
    const outcome = await ask(elfStart, {});
    expect(outcome).toMatchObject({
      status: 'unverified',
      problems: [{ file: 'app/dist/artifact' }],
    });
  });

  it('has nothing to ask of text', async () => {
    const tree = { 'app/dist/artifact/x.py': 'print()' };
    expect(await answer(elfStart, tree, BOXES)).toMatchObject({ status: 'skip' });
  });
});

describe('elf-leak', () => {
  const OLD = { 'app/dist/artifact/lib/libstdc++.so.6': elfFile(libstdcxx(28, 'GLIBC_2.18', 12)) };
  const PRIVATE =
    '"LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONHOME", "PYTHONPATH", "SSL_CERT_FILE", "GI_TYPELIB_PATH", "QT_PLUGIN_PATH"';
  const SANITISER = `def get_clean_env():\n    for n in [${PRIVATE}]:\n        env.pop(n)\n        env[n] = env.pop(n + "_ORIG")\n`;

  it.each<[what: string, python: string, status: string]>([
    ['whose starts are clean', 'subprocess.run([], env=get_clean_env())', 'pass'],
    ['of which a start leaks', 'subprocess.run([])', 'fail'],
    ['of which a start is not known', 'subprocess.run([], env=x())', 'warn'],
  ])('judges a product %s', async (_what, python, status) => {
    const tree = { ...OLD, 'app/env.py': SANITISER, 'app/a.py': `import subprocess\n${python}\n` };
    const outcome = await answer(elfLeak, tree, BOXES);
    expect(outcome.status).toBe(status);
    expect(outcome.predictions?.map((one) => one.box)).toEqual(
      status === 'pass' ? undefined : ['bookworm', 'trixie'],
    );
  });

  it.each<[what: string, files: Files, where: readonly string[], says: RegExp]>([
    [
      'of Debian 11',
      { 'lib/libstdc++.so.6': libstdcxx(28, 'GLIBC_2.18', 12) },
      ['bookworm', 'trixie'],
      /^apt, apt-get, apt-mark of 'bookworm' will fail with it: libapt-pkg\.so\.6\.0\.0 needs GLIBCXX_3\.4\.29, and it defines at most GLIBCXX_3\.4\.28\.$/m,
    ],
    [
      'of Debian 12',
      { 'lib/libstdc++.so.6': libstdcxx(30, 'GLIBC_2.36') },
      ['trixie', 'bullseye'],
      /'bullseye' will fail with it: libstdc\+\+\.so\.6 itself needs GLIBC_2\.36/,
    ],
    [
      'of Debian 13',
      { 'lib/libstdc++.so.6': libstdcxx(33, 'GLIBC_2.38') },
      ['bullseye', 'bookworm'],
      /'bullseye', 'bookworm' will fail with it/,
    ],
    ['that fits everywhere', { 'lib/libstdc++.so.6': libstdcxx(40, 'GLIBC_2.14') }, [], /^$/],
    ['without versions', { 'lib/libz.so.1': { soname: 'libz.so.1' } }, [], /^$/],
    [
      'of another name, as wheels rename it',
      {
        'a.libs/libstdc++-1234.so.6': {
          ...libstdcxx(20, 'GLIBC_2.14'),
          soname: 'libstdc++-1234.so.6',
        },
      },
      [],
      /^$/,
    ],
    [
      'of the terminal',
      { 'libtinfo.so.6': { soname: 'libtinfo.so.6', provides: ['NCURSES6_TINFO_5.0.19991023'] } },
      ['bullseye', 'bookworm', 'trixie'],
      /tabs .*needs NCURSES6_TINFO_/,
    ],
  ])('foretells of a library %s', async (_what, files, where, says) => {
    const outcome = await ask(elfLeak, files);
    expect(outcome.status).toBe(where.length === 0 ? 'pass' : 'warn');
    expect(told(outcome).join('\n')).toMatch(says);
    expect(new Set(outcome.predictions?.map(({ box: name }) => name))).toEqual(new Set(where));
  });

  it('says what may happen where nobody measured what programs need, and foretells nothing', async () => {
    const files = { 'libstdc++.so.6': libstdcxx(28, 'GLIBC_2.18', 12) };
    const outcome = await ask(elfLeak, files, [JAMMY, WINDOWS]);
    expect(told(outcome)).toEqual([
      "Programs of 'jammy' may fail with it: it defines at most GLIBCXX_3.4.28, and the system's own GLIBCXX_3.4.30.",
    ]);
    expect(outcome.predictions).toEqual([]);
  });

  it.each<[what: string, files: Files, status: string]>([
    ['no artifact', {}, 'unverified'],
    ['no library', { a: { interpreter: LOADER } }, 'skip'],
  ])('has nothing to ask of %s', async (_what, files, status) => {
    expect((await ask(elfLeak, files)).status).toBe(status);
  });
});
