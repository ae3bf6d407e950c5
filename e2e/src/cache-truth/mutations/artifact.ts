// Bytes of the artifact, by way of the sources it is built from: each leads to another artifact.
import type { Checkout } from '../checkout';
import { type Change, type Family, each } from '../mutation';
import { BOXES, ROOT } from '../product';

const SRC = `${ROOT}/src`;
/** With --exclude-task-dependencies nothing is built. */
const BUILT = ['plain', 'clone', 'remote', 'daemon'] as const;

const CHANGES: readonly Change[] = [
  ['one byte of a source file', (at) => at.edit(`${SRC}/needle.txt`, 'north', 'North')],
  ['a source file gets longer', (at) => at.append(`${SRC}/needle.txt`, 'and south\n')],
  ['white space at the end of a source file', (at) => at.append(`${SRC}/needle.txt`, ' ')],
  ['line ends of a source file', (at) => at.edit(`${SRC}/needle.txt`, '\n', '\r\n')],
  ['a zero byte in a source file', (at) => at.append(`${SRC}/data/north.txt`, '\0')],
  ['a source file deep in a folder', (at) => at.edit(`${SRC}/data/south.txt`, '180', '181')],
  ['a source file emptied', (at) => at.write(`${SRC}/data/south.txt`, '')],
  ['a source file removed', (at) => at.remove(`${SRC}/data/south.txt`)],
  ['a source file renamed', (at) => at.rename(`${SRC}/data/south.txt`, `${SRC}/data/s.txt`)],
  ['a source file moved', (at) => at.rename(`${SRC}/data/south.txt`, `${SRC}/south.txt`)],
  ['the case of a file name', (at) => at.rename(`${SRC}/data/south.txt`, `${SRC}/data/South.txt`)],
  ['a source file added', (at) => at.write(`${SRC}/data/east.txt`, '90\n')],
  ['an empty source file added', (at) => at.write(`${SRC}/data/empty`, '')],
  ['a hidden source file added', (at) => at.write(`${SRC}/.hidden`, 'north\n')],
  ['a source file with spaces in its name', (at) => at.write(`${SRC}/a needle.txt`, 'x\n')],
  ['a source file with a name beyond ASCII', (at) => at.write(`${SRC}/größe.txt`, 'x\n')],
  ['a source file with brackets in its name', (at) => at.write(`${SRC}/[n]{e,w}.txt`, 'x\n')],
  ['a source file of 2 MiB', (at) => at.write(`${SRC}/large.bin`, Buffer.alloc(2 << 20, 7))],
  ['two files exchanged', exchangeData],
  [
    'COPY to a second place',
    (at) => at.edit(`${ROOT}/Dockerfile`, '/ /\n', '/ /\nCOPY src/ /opt/\n'),
  ],
  ['COPY with another mode', (at) => at.edit(`${ROOT}/Dockerfile`, 'COPY $', 'COPY --chmod=755 $')],
  [
    'another folder in the Dockerfile',
    (at) => at.edit(`${ROOT}/Dockerfile`, '=src', '=alternative'),
  ],
  [
    '.dockerignore leaves a source file out',
    (at) => at.append(`${ROOT}/.dockerignore`, 'src/data/s*\n'),
  ],
];

function exchangeData(at: Checkout): void {
  const [north, south] = [at.read(`${SRC}/data/north.txt`), at.read(`${SRC}/data/south.txt`)];
  at.write(`${SRC}/data/north.txt`, south);
  at.write(`${SRC}/data/south.txt`, north);
}

export const artifact: Family = {
  name: 'artifact',
  mutations: each(CHANGES, { runs: BOXES, modes: BUILT }),
};
