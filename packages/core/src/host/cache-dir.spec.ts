import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing';
import { cacheDir, ensureRuntimeDir, runtimeDir } from './cache-dir';

describe('cacheDir', () => {
  it.each([
    [{ XDG_CACHE_HOME: '/big/cache', HOME: '/home/me' }, '/big/cache/flightline'],
    [{ HOME: '/home/me' }, '/home/me/.cache/flightline'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.cache/flightline'],
    [{ XDG_CACHE_HOME: '', HOME: '/home/me' }, '/home/me/.cache/flightline'],
  ])('%j → %s', (env, path) => expect(cacheDir(env)).toBe(path));
});

describe('runtimeDir', () => {
  it.each([
    [{ XDG_RUNTIME_DIR: '/run/user/1000' }, '/run/user/1000/flightline'],
    [{}, '/tmp/flightline-1000'],
    [{ XDG_RUNTIME_DIR: './here', TMPDIR: '/a/long/way/down' }, '/tmp/flightline-1000'],
  ])('%j → %s', (env, path) => expect(runtimeDir(env, 1000)).toBe(path));
});

describe('ensureRuntimeDir', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);
  const base = (name: string) => {
    const path = join(folder.path, name);
    mkdirSync(path);
    return path;
  };
  const uid = statSync(folder.path).uid;
  const openFolder = (path: string) => {
    mkdirSync(path);
    chmodSync(path, 0o750);
  };

  it('makes a folder nobody else can enter, and takes it again', () => {
    const env = { XDG_RUNTIME_DIR: base('new') };
    const path = ensureRuntimeDir(env, uid);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(ensureRuntimeDir(env, uid)).toBe(path);
  });

  it.each<[what: string, prepare: (path: string) => void, user: number, says: RegExp]>([
    ['a link', (path) => symlinkSync(folder.path, path), uid, /is no folder/],
    ['a file', (path) => writeFileSync(path, ''), uid, /is no folder/],
    ['an open folder', openFolder, uid, /open to other/],
    ['a stranger’s folder', (path) => mkdirSync(path, 0o700), uid + 1, /belongs to user/],
  ])('refuses %s', (what, prepare, user, says) => {
    const XDG_RUNTIME_DIR = base(what);
    prepare(join(XDG_RUNTIME_DIR, 'flightline'));
    expect(() => ensureRuntimeDir({ XDG_RUNTIME_DIR }, user)).toThrow(says);
  });

  it('refuses a folder below one that does not exist', () => {
    const XDG_RUNTIME_DIR = join(folder.path, 'missing');
    expect(() => ensureRuntimeDir({ XDG_RUNTIME_DIR }, uid)).toThrow(/cannot be made: ENOENT/);
  });
});
