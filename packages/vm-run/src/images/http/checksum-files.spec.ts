import { readChecksum } from './checksum-files';

const A = 'a'.repeat(64);
const B = 'B'.repeat(128);
const C = 'c'.repeat(64);

describe('readChecksum', () => {
  it.each<[string, string, string | undefined]>([
    ['coreutils', `${C}  other.img\n${A} *disk.img\n`, `sha256 ${A}`],
    ['coreutils with a folder', `${A}  ./disk.img\n${C}  x`, `sha256 ${A}`],
    ['SHA-512 in capitals', `${B}  disk.img\n${B} y`, `sha512 ${B.toLowerCase()}`],
    [
      'BSD, signed',
      `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# disk.img: 7 bytes\nSHA256 (disk.img) = ${A}\n`,
      `sha256 ${A}`,
    ],
    ['a digest alone', `${A}\n`, `sha256 ${A}`],
    ['of other files', `${A}  other.img\n${C}  disk.img.xz\n`, undefined],
    ['MD5', `${'a'.repeat(32)}  disk.img\n`, undefined],
    ['an HTML page', '<html></html>', undefined],
    ['a digest that is cut off', 'a'.repeat(63), undefined],
  ])('%s', (_, text, says) => {
    const found = readChecksum(text, 'disk.img');
    expect(found && `${found.algorithm} ${found.hex}`).toBe(says);
  });
});
