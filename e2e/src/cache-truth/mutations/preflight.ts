// What preflight looks at: after a change that it has something against, no old green may come from the cache. The inputs
// of `compass` are all its files, those of `sextant` what its checks look at, as 'nx sync' derives them.
import type { Checkout } from '../checkout';
import { type Change, type Family, type Mutation, each } from '../mutation';
import { OTHER_BOX, OTHER_ROOT, ROOT, WAIVED_DAYS, rootOf } from '../product';

const asks = (release: string) => ['run', `${release}:preflight`];

/** Changes of a release project, by what preflight must say then. */
const wrong = (root: string): readonly (readonly [says: string, ...change: Change])[] => [
  ['sole-build-config', 'setup.py appears', (at) => at.write(`${root}/setup.py`, '')],
  [
    'sole-build-config',
    'a document speaks of setup.py',
    (at) => at.write(`${root}/INSTALL.md`, 'python setup.py install\n'),
  ],
  [
    'version-alignment',
    'two versions',
    (at) => {
      at.write(`${root}/pyproject.toml`, '[project]\nname = "x"\nversion = "1.0.0"\n');
      at.write(
        `${root}/Dockerfile`,
        'FROM scratch AS artifact\nLABEL version=2.0.0\nCOPY src/ /\n',
      );
    },
  ],
  ['version-alignment', 'a broken pyproject.toml', (at) => at.write(`${root}/pyproject.toml`, '[')],
  [
    'dockerfile-secrets',
    'a password in the Dockerfile',
    (at) => at.append(`${root}/Dockerfile`, 'ENV DB_PASSWORD=x\n'),
  ],
  [
    'dockerfile-single',
    'a second Dockerfile',
    (at) => at.write(`${root}/docker/Dockerfile`, 'FROM scratch\n'),
  ],
  [
    'dockerfile-context',
    'a .dockerignore that hides what is copied',
    (at) => at.write(`${root}/.dockerignore`, 'src\n'),
  ],
  [
    'dockerfile-context',
    'a password among the sources',
    (at) => at.write(`${root}/src/.npmrc`, '//registry.example/:_authToken=abc\n'),
  ],
  ['release-files', 'an empty runner', (at) => at.write(`${root}/vms/runner.sh`, '')],
  [
    'matrix',
    'a script for a machine that is no more',
    (at) => at.write(`${root}/scripts/up.sh`, '#!/bin/sh\nvagrant up gone\n'),
  ],
  [
    'matrix',
    'a workflow for a machine that is no more',
    (at) =>
      at.write(
        `${root}/.github/workflows/ci.yml`,
        'on: push\njobs: { a: { runs-on: x, steps: [{ run: vagrant up gone }] } }\n',
      ),
  ],
  [
    'expired on 2020-01-31',
    'a waiver that has ended',
    (at) =>
      at.write(
        `${root}/preflight-waivers.yml`,
        'waivers: [{ check: matrix, reason: Old, owner: kim, expires: "2020-01-31" }]\n',
      ),
  ],
  [
    "check 'own' says no",
    'a check of its own',
    (at) =>
      at.write(
        `${root}/flightline.checks.ts`,
        `export default [{ id: 'own', stage: 'source', title: 'x', why: 'x', fix: 'x', run: async () => ({ status: 'fail', because: "check 'own' says no", fix: 'x' }) }];\n`,
      ),
  ],
];

/** Of all changes but those that the settings of a release project allow, or its waiver. */
const refused = (release: string, root: string, allowed: readonly string[]): Mutation[] =>
  wrong(root)
    .filter(([, title]) => !allowed.includes(title))
    .map(([refuses, title, apply]) => ({
      ...{ title: `${release}: ${title}`, runs: [], asks: asks(release), apply, refuses },
    }));

/** What preflight of a release project has nothing to do with. */
const UNSEEN = (root: string): readonly Change[] => [
  ['a picture', (at) => at.write(`${root}/src/picture.png`, 'x')],
  ['a page', (at) => at.write(`${root}/src/page.html`, 'setup.py')],
  ['what was built', (at) => at.write(`${root}/dist/note.txt`, 'setup.py')],
];

const ELSEWHERE: readonly Change[] = [
  ['a document of the workspace', (at) => at.append('README.md', 'setup.py\n')],
  ['a file of another project', (at) => at.append('libs/chart/src/chart.txt', 'setup.py\n')],
  ['setup.py of another project', (at) => at.write('libs/chart/setup.py', '')],
  ['its answers removed', (at) => removeAnswers(at)],
];

function removeAnswers(at: Checkout): void {
  for (const root of [ROOT, OTHER_ROOT])
    if (at.exists(`${root}/dist/preflight`)) at.remove(`${root}/dist/preflight`);
}

/** Every program of Node in it believes that it is so many days later. */
const later = (days: number): Pick<Mutation, 'apply' | 'env'> => ({
  apply: (at) =>
    at.write(
      'later.cjs',
      `const Now = Date; const shift = ${days} * 86400e3;
globalThis.Date = class extends Now {
  constructor(...given) { if (given.length === 0) super(Now.now() + shift); else super(...given); }
  static now() { return Now.now() + shift; }
};\n`,
    ),
  env: { NODE_OPTIONS: '--require ./later.cjs' },
});

/** In a checkout of its own the boxes would have no evidence to compare, as nobody asks for them. */
const hit = (release: string) => ({
  ...{ runs: [], asks: asks(release), hits: [`${release}:preflight`] },
  modes: ['plain', 'alone'] as const,
});

export const preflight: Family = {
  name: 'preflight',
  mutations: [
    ...refused('compass', ROOT, ['a second Dockerfile']),
    ...refused('sextant', OTHER_ROOT, [
      'a script for a machine that is no more',
      'a workflow for a machine that is no more',
    ]),
    {
      title: 'sextant: a box that is none',
      ...{ runs: [], asks: asks('sextant'), refuses: 'boxes-valid' },
      apply: (at) => at.options(OTHER_BOX, { memory: 'much' }),
    },
    {
      title: 'sextant: two boxes of one name',
      ...{ runs: [], asks: asks('sextant'), refuses: 'boxes-valid' },
      apply: (at) => {
        at.copy(rootOf(OTHER_BOX), `${OTHER_ROOT}/vms/boxes/twin`);
        at.edit(
          `${OTHER_ROOT}/vms/boxes/twin/project.json`,
          `"name": "${OTHER_BOX}"`,
          '"name": "twin"',
        );
      },
    },
    {
      title: 'sextant: the day after its waiver ended',
      ...{ runs: [], asks: asks('sextant'), refuses: 'It expired on' },
      ...later(WAIVED_DAYS + 1),
      // The daemon would compute the input, and has a clock of its own.
      modes: ['plain', 'alone', 'clone', 'remote'],
    },
    {
      title: 'sextant: a day before its waiver ends',
      ...hit('sextant'),
      ...later(WAIVED_DAYS - 2),
    },
    ...each(UNSEEN(OTHER_ROOT), hit('sextant')),
    ...each(ELSEWHERE, hit('sextant')),
    ...each(ELSEWHERE, hit('compass')),
  ],
};
