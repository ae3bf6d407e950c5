// The artifact changed where it stands. A build puts it right; without one the boxes run on what is there.
import { type Change, type Family, each } from '../mutation';
import { BOXES, ROOT } from '../product';

const DIST = `${ROOT}/dist/artifact`;

const CHANGES: readonly Change[] = [
  ['one byte', (at) => at.edit(`${DIST}/needle.txt`, 'north', 'worth')],
  ['a byte of the same file at its end', (at) => at.append(`${DIST}/needle.txt`, '!')],
  ['a file added', (at) => at.write(`${DIST}/stray.txt`, 'stray\n')],
  ['a hidden file added', (at) => at.write(`${DIST}/.stray`, 'stray\n')],
  ['a file in a new folder', (at) => at.write(`${DIST}/new/stray.txt`, 'stray\n')],
  ['a file removed', (at) => at.remove(`${DIST}/data/south.txt`)],
  ['a file renamed', (at) => at.rename(`${DIST}/data/south.txt`, `${DIST}/data/s.txt`)],
  ['a file emptied', (at) => at.write(`${DIST}/data/north.txt`, '')],
  ['a link in the place of a file', (at) => at.link(`${DIST}/data/north.txt`, 'south.txt')],
];

const MADE_EXECUTABLE: Change = [
  'a file made executable',
  (at) => at.chmod(`${DIST}/needle.txt`, 0o755),
];

const REMOVALS: readonly Change[] = [
  ['the artifact removed', (at) => at.remove(DIST)],
  ['everything in dist removed', (at) => at.remove(`${ROOT}/dist`)],
];

/** What neither a checkout nor a cache keeps is no part of an artifact. */
const NO_CHANGES: readonly Change[] = [
  ['the records of the build removed', (at) => at.remove(`${ROOT}/dist/docker-build`)],
  [
    'the time of a file of the artifact',
    (at) => at.touch(`${DIST}/needle.txt`, new Date('2031-01-01')),
  ],
  [
    'a file of the artifact that only its owner may read',
    (at) => at.chmod(`${DIST}/needle.txt`, 0o600),
  ],
];

const and = (what: string, changes: readonly Change[]): Change[] =>
  changes.map(([title, apply]) => [`${title}, and ${what}`, apply]);

export const artifactFolder: Family = {
  name: 'artifact folder',
  mutations: [
    ...each(and('no build', [...CHANGES, MADE_EXECUTABLE]), { runs: BOXES, modes: ['alone'] }),
    {
      title: 'the artifact removed, and no build',
      apply: (at) => at.remove(DIST),
      runs: [],
      refuses: 'There is no artifact',
      modes: ['alone'],
    },
    ...each(and('a build', [...CHANGES, ...REMOVALS]), { runs: [], modes: ['plain', 'daemon'] }),
    ...each(and('a build', [MADE_EXECUTABLE]), { runs: [], modes: ['plain'] }),
    // Nx's daemon takes a file with another mode for the file that it knows, and does not put it back.
    ...each(and('a build that leaves it', [MADE_EXECUTABLE]), { runs: BOXES, modes: ['daemon'] }),
    ...each(NO_CHANGES, { runs: [], modes: ['plain', 'alone', 'daemon'] }),
  ],
};
