import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing';
import { fileDigest, folderDigest, folderManifest } from '.';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('flightline-digest-');
  mkdirSync(join(folder.path, 'bin'));
  writeFileSync(join(folder.path, 'bin', 'app'), 'app', { mode: 0o755 });
  writeFileSync(join(folder.path, 'readme'), 'read');
  symlinkSync('bin/app', join(folder.path, 'link'));
});
afterEach(() => folder.remove());

const at = (...parts: string[]) => join(folder.path, ...parts);

describe('folderDigest', () => {
  it.each<[string, () => void]>([
    ['a byte', () => writeFileSync(at('readme'), 'reed')],
    ['an executable bit', () => chmodSync(at('bin', 'app'), 0o644)],
    ['a new file', () => writeFileSync(at('new'), '')],
    ['a file that is gone', () => rmSync(at('readme'))],
    [
      'the target of a link',
      () => {
        rmSync(at('link'));
        symlinkSync('readme', at('link'));
      },
    ],
  ])('changes with %s', (_, change) => {
    const before = folderDigest(folder.path);
    change();
    expect(folderDigest(folder.path)).not.toBe(before);
  });

  it.each<[string, () => void]>([
    ['times', () => utimesSync(at('readme'), 0, 0)],
    ['write permission of others', () => chmodSync(at('readme'), 0o666)],
  ])('does not change with %s, which neither git nor a cache keeps', (_, change) => {
    const before = folderDigest(folder.path);
    change();
    expect(folderDigest(folder.path)).toBe(before);
  });

  it('is sha256', () => {
    expect(folderDigest(folder.path)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe('folderManifest', () => {
  it('describes files and links, sorted by path', () => {
    expect(folderManifest(folder.path).map(({ path, mode, size }) => [path, mode, size])).toEqual([
      ['bin/app', '100755', 3],
      ['link', '120000', 7],
      ['readme', '100644', 4],
    ]);
  });
});

describe('fileDigest', () => {
  it('is the sha256 of the bytes', async () => {
    await expect(fileDigest(at('bin', 'app'))).resolves.toBe(
      'sha256:a172cedcae47474b615c54d510a5d84a8dea3032e958587430b413538be3f333',
    );
  });
});
