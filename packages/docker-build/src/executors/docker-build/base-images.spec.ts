import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Script, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { readBaseImages, tellMoved } from './base-images';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const [OLD, NEW] = [digest('a'), digest('b')];

const folder = temporaryFolder();
afterAll(folder.remove);

/** What is found of images when the engine answers like this and the build printed that. */
function read(images: readonly string[], script: Script, printed = '') {
  const log = join(folder.path, 'build.log');
  writeFileSync(log, printed);
  const setup = { readDigest: (image: string) => ({ argv: ['engine', image] as const }) };
  const looking = { cwd: folder.path, signal: new AbortController().signal, log };
  return readBaseImages(images, setup, { ...looking, runner: fakeRunner(script) });
}

describe('readBaseImages', () => {
  it.each<[what: string, stdout: string]>([
    ['a digest', `${OLD}\n`],
    ['a name with a digest', `docker.io/library/a@${OLD}`],
  ])('takes %s from the store', async (_, stdout) => {
    await expect(read(['a'], { 'engine a': { stdout } })).resolves.toEqual([
      { image: 'a', digest: OLD },
    ]);
  });

  it.each<[image: string, printed: string, found: boolean]>([
    ['a:1', `#4 [1/2] FROM docker.io/library/a:1@${OLD}`, true],
    ['docker.io/library/a:1', `#4 [1/2] FROM docker.io/library/a:1@${OLD}`, true],
    ['a:1', `#4 [1/2] FROM docker.io/library/aa:1@${OLD}`, false],
    ['a:1', '#4 [1/2] FROM docker.io/library/a:1', false],
  ])('takes %s from %j: %s', async (image, printed, found) => {
    const script = { [`engine ${image}`]: { exitCode: 1, stderr: 'no such image' } };
    const images = await read([image], script, printed);
    expect(images).toEqual(found ? [{ image, digest: OLD }] : []);
  });

  it('asks nobody about an image that is named by its digest', async () => {
    await expect(read([`a@${OLD}`], {})).resolves.toEqual([]);
  });
});

describe('tellMoved', () => {
  const before = [
    { image: 'a', digest: OLD },
    { image: 'b', digest: OLD },
  ];
  it('names old and new digest of what moved, and nothing else', () => {
    const now = [
      { image: 'a', digest: NEW },
      { image: 'b', digest: OLD },
      { image: 'c', digest: NEW },
    ];
    expect(tellMoved(before, now)).toEqual([
      `The base image 'a' is another one than in the last build: ${OLD} before, ${NEW} now.`,
    ]);
  });
});
