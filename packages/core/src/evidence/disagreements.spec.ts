import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { passedResult, temporaryFolder } from '../testing';
import {
  type Disagreement,
  type OnDisk,
  disagreements,
  diskDigests,
  fileDigest,
  folderDigest,
} from '.';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const DIGESTS = { artifact: digest('a'), image: digest('b'), runner: digest('c') };

const RESULT = passedResult({
  box: 'ubuntu22',
  hostname: 'jammy',
  taskHash: '1',
  machine: { driver: 'qemu', accelerator: 'kvm', memory: 1024, cpus: 1, image: 'debian:trixie' },
  digests: DIGESTS,
});

const ON_DISK: OnDisk = {
  box: 'ubuntu22',
  hostname: 'jammy',
  driver: 'qemu',
  image: 'debian:trixie',
  taskHash: '1',
  digests: DIGESTS,
};

const UNKNOWN: OnDisk = {
  box: 'ubuntu22',
  hostname: null,
  driver: null,
  image: null,
  taskHash: null,
  digests: { artifact: null, image: null, runner: null },
};

const other = (part: keyof OnDisk['digests']) => ({
  digests: { ...DIGESTS, [part]: digest('d') },
});

describe('disagreements', () => {
  it('finds none in evidence of what is on disk', () => {
    expect(disagreements(RESULT, ON_DISK)).toEqual([]);
  });

  it.each<[Disagreement['of'], Partial<OnDisk>, RegExp]>([
    ['box', { box: 'debian12' }, /box 'ubuntu22'/],
    ['hostname', { hostname: 'noble' }, /'jammy', not 'noble'/],
    ['driver', { driver: 'dummy' }, /'qemu', not 'dummy'/],
    ['image', { image: 'debian:sid' }, /'debian:trixie', not 'debian:sid'/],
    ['image', other('image'), /\(sha256:b{12}\) other than the locked one \(sha256:d{12}\)/],
    ['artifact', other('artifact'), /artifact \(sha256:a{12}\).*on disk \(sha256:d{12}\)/],
    ['runner', other('runner'), /runner \(sha256:c{12}\).*on disk \(sha256:d{12}\)/],
    ['task hash', { taskHash: '2' }, /hash 1, not 2/],
  ])('finds another %s', (of, now, message) => {
    expect(disagreements(RESULT, { ...ON_DISK, ...now })).toEqual([
      { of, message: expect.stringMatching(message) as string },
    ]);
  });

  it('finds all of them at once', () => {
    const now = { ...ON_DISK, ...other('runner'), taskHash: '2' };
    expect(disagreements(RESULT, now).map(({ of }) => of)).toEqual(['runner', 'task hash']);
  });

  it('takes nothing unknown of the disk for a disagreement', () => {
    expect(disagreements(RESULT, UNKNOWN)).toEqual([]);
  });

  it('takes a pass that does not say what it was made with for no pass, and other ends as they are', () => {
    const unsaid = { ...RESULT, taskHash: null, digests: UNKNOWN.digests };
    const of = (result: typeof unsaid) => disagreements(result, ON_DISK).map((one) => one.of);
    expect(of(unsaid)).toEqual(['image', 'artifact', 'runner', 'task hash']);
    expect(of({ ...unsaid, verdict: 'infra' })).toEqual([]);
  });
});

describe('diskDigests', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder('flightline-disk-digests-')));
  afterEach(() => folder.remove());
  const at = (path: string) => join(folder.path, path);
  const places = () => ({ artifact: at('artifact'), runner: at('runner.sh'), boxRoot: at('.') });

  it('reads artifact, runner and lock', async () => {
    mkdirSync(at('artifact'));
    writeFileSync(at('artifact/app'), 'app');
    writeFileSync(at('runner.sh'), 'true');
    writeFileSync(at('image.lock.json'), JSON.stringify({ files: { disk: { digest: 'd' } } }));
    await expect(diskDigests()(places())).resolves.toEqual({
      artifact: folderDigest(at('artifact')),
      runner: await fileDigest(at('runner.sh')),
      image: 'd',
    });
  });

  it.each([
    ['nothing there', () => undefined],
    [
      'a folder for a file and a file for a folder',
      () => {
        mkdirSync(at('runner.sh'));
        writeFileSync(at('artifact'), '');
      },
    ],
    [
      'a lock of an image that is built',
      () => writeFileSync(at('image.lock.json'), '{"debian": {"suite": "trixie"}}'),
    ],
    ['half of a lock', () => writeFileSync(at('image.lock.json'), '{"files": ')],
    ['a lock that is no object', () => writeFileSync(at('image.lock.json'), 'null')],
  ])('knows nothing with %s', async (_, prepare) => {
    prepare();
    await expect(diskDigests()(places())).resolves.toEqual(UNKNOWN.digests);
  });

  it('takes each digest once', async () => {
    const read = diskDigests();
    const before = await read(places());
    writeFileSync(at('runner.sh'), 'true');
    await expect(read(places())).resolves.toEqual(before);
    await expect(diskDigests()(places())).resolves.not.toEqual(before);
  });
});
