import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { TEMPLATE_FILES, dropTemplate, findTemplate, makeDurable, publishTemplate } from './store';

describe('a template on disk', () => {
  let root: ReturnType<typeof temporaryFolder>;
  let folder: string;
  const manifest = () => join(folder, 'template.json');
  const change = (changes: object) => {
    const before = JSON.parse(readFileSync(manifest(), 'utf8')) as object;
    writeFileSync(manifest(), JSON.stringify({ ...before, ...changes }));
  };
  const publish = (nonce = 'one') => {
    const aside = join(root.path, 'machines', 'm', 'template');
    mkdirSync(aside, { recursive: true });
    for (const name of ['ram', 'state', 'disk.qcow2', 'console.log'])
      writeFileSync(join(aside, name), `${name} of ${nonce}`);
    return publishTemplate(aside, folder, {
      ...{ nonce, guest: { os: 'Debian' }, image: 'debian:bookworm', inputs: { disk: 8 } },
    });
  };
  beforeEach(() => {
    root = temporaryFolder('fl-template-');
    folder = join(root.path, 'templates', 'key');
  });
  afterEach(() => root.remove());

  it('is absent, then sound, then absent', () => {
    expect(findTemplate(folder).is).toBe('absent');
    expect(findTemplate(publish().folder)).toEqual({
      ...{ is: 'sound', template: { folder, nonce: 'one', guest: { os: 'Debian' } } },
    });
    dropTemplate(folder);
    dropTemplate(folder);
    expect(readdirSync(join(root.path, 'templates'))).toEqual([]);
  });

  it('takes the place of the one before it', () => {
    publish('one');
    publish('two');
    expect(findTemplate(folder)).toMatchObject({ template: { nonce: 'two' } });
    expect(readFileSync(join(folder, 'ram'), 'utf8')).toBe('ram of two');
  });

  const files = Object.values(TEMPLATE_FILES).filter((name) => name !== 'uefi-vars');
  it.each([
    ...files.map((name): [string, () => void, RegExp] => [
      `${name} grew`,
      () => appendFileSync(join(folder, name), '!'),
      /changed on disk/,
    ]),
    ...files.map((name): [string, () => void, RegExp] => [
      `${name} is another file`,
      () => {
        const bytes = readFileSync(join(folder, name));
        rmSync(join(folder, name));
        writeFileSync(join(folder, `${name}.new`), bytes);
        writeFileSync(join(folder, name), bytes);
      },
      /changed on disk/,
    ]),
    ...files.map((name): [string, () => void, RegExp] => [
      `${name} is gone`,
      () => rmSync(join(folder, name)),
      /is missing/,
    ]),
    ['its manifest is gone', () => rmSync(manifest()), /cannot be read/],
    ['its manifest was cut', () => writeFileSync(manifest(), '{"nonce": "on'), /cannot be read/],
    ['its manifest names nothing', () => change({ files: {} }), /cannot be read/],
    ['the host went down early', () => change({ bootId: 'another' }), /went down before/],
  ] as [string, () => void, RegExp][])('is unfit when %s', (_name, damage, because) => {
    publish();
    damage();
    expect(findTemplate(folder)).toMatchObject({
      ...{ is: 'unfit', because: expect.stringMatching(because) as string },
    });
  });

  it('outlives its host once it is durable', async () => {
    await makeDurable(publish());
    change({ bootId: 'another' });
    expect(findTemplate(folder).is).toBe('sound');
  });

  it('is not made durable when another has its place', async () => {
    const first = publish('one');
    publish('two');
    await makeDurable(first);
    change({ bootId: 'another' });
    expect(findTemplate(folder).is).toBe('unfit');
    expect(existsSync(manifest())).toBe(true);
  });
});
