import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../testing';
import { findCommands } from './find-commands';

describe('findCommands', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder.path, ...names);
  afterAll(folder.remove);
  beforeAll(() => {
    for (const name of ['a', 'b', 'c', 'd']) mkdirSync(at(name));
    writeFileSync(at('a', 'docker'), '', { mode: 0o755 });
    writeFileSync(at('b', 'docker'), '', { mode: 0o755 });
    symlinkSync(at('a', 'docker'), at('c', 'docker'));
    writeFileSync(at('d', 'docker'), '', { mode: 0o644 });
    mkdirSync(at('d', 'buildah'));
  });

  it.each([
    ['in the order of PATH', ['b', 'a'], 'docker', ['b/docker', 'a/docker']],
    ['a link to one that was met', ['a', 'c', 'b'], 'docker', ['a/docker', 'b/docker']],
    ['a link that comes first', ['c', 'a'], 'docker', ['c/docker']],
    ['files nobody may run', ['d', 'b'], 'docker', ['b/docker']],
    ['folders', ['d'], 'buildah', []],
    ['folders that are not there', ['z', 'a'], 'docker', ['a/docker']],
  ])('%s', (_, folders, name, found) => {
    const path = folders.map((one) => at(one)).join(delimiter);
    expect(findCommands(path, name)).toEqual(found.map((one) => at(one)));
  });

  it('leaves relative folders alone', () => expect(findCommands('.:', 'package.json')).toEqual([]));
});
