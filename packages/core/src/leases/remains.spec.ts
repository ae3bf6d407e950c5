import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { type Life, ownLife } from '../process';
import { temporaryFolder } from '../testing';
import { type Lease, endRemains, findLeases, findRemains } from './index';

const OLD = new Date('2020-01-01T00:00:00.000Z');
const FAR = '2200-01-01T00:00:00.000Z';
const KILLED = { ...ownLife(), startedAt: '1' };

describe('remains', () => {
  const home = temporaryFolder('fl-');
  afterAll(home.remove);
  const cacheDir = join(home.path, 'cache');
  const runtimeDir = join(home.path, 'runtime');

  async function reap(): Promise<(readonly [path: string, error: string | undefined])[]> {
    const reaped = [];
    for (const remains of findRemains(cacheDir, runtimeDir))
      reaped.push([remains.path, await endRemains(remains)] as const);
    return reaped;
  }

  function folder(path: string, age: 'old' | 'new'): string {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'disk'), '');
    if (age === 'old') utimesSync(path, OLD, OLD);
    return path;
  }
  function lease(id: string, change: Partial<Lease>, cache = cacheDir): string {
    const path = folder(join(cache, 'machines', id), 'new');
    const file = join(path, 'lease.json');
    const runtime = join(runtimeDir, id);
    const whole: Lease = {
      ...{ schemaVersion: 1, id, box: 'a', purpose: 'run', workspace: '/w', uid: userInfo().uid },
      ...{ takenAt: FAR, deadline: FAR, owner: KILLED, keeper: null, machine: null, runtime },
      ...{ evidence: null, entry: null },
      ...change,
    };
    writeFileSync(file, JSON.stringify(whole));
    mkdirSync(runtime, { recursive: true });
    symlinkSync(file, join(runtime, 'lease'));
    utimesSync(runtime, OLD, OLD);
    return path;
  }
  function written(id: string, text: string): string {
    const path = lease(id, {});
    writeFileSync(join(path, 'lease.json'), text);
    return path;
  }
  /** Sockets of a machine whose lease is not where it was. */
  function sockets(id: string, holder: Life | undefined, age: 'old' | 'new' = 'old'): string {
    const path = folder(join(runtimeDir, id), age);
    symlinkSync(join(home.path, 'nowhere', id, 'lease.json'), join(path, 'lease'));
    if (holder !== undefined) writeFileSync(join(path, 'holder.json'), JSON.stringify(holder));
    return age === 'old' ? aged(path) : path;
  }
  function aged(path: string): string {
    utimesSync(path, OLD, OLD);
    return path;
  }
  const outside = folder(join(home.path, 'outside'), 'old');
  const machine = (name: string) => join(cacheDir, 'machines', name);

  it.each<['removes' | 'keeps', string, () => string]>([
    ['removes', 'a lease whose owner is gone', () => lease('m-gone', {})],
    ['removes', 'an old folder without a lease', () => folder(machine('m-bare'), 'old')],
    ['removes', 'an old unfinished folder', () => folder(machine('.m-half'), 'old')],
    ['keeps', 'a new one that does not say who makes it', () => folder(machine('.m-bare'), 'new')],
    ['removes', 'a new one whose maker is gone', () => lease('.m-dead', {})],
    ['keeps', 'a new one whose maker lives', () => lease('.m-made', { owner: ownLife() })],
    ['removes', 'old sockets whose lease and holder are gone', () => sockets('m-s', KILLED)],
    ['removes', 'new ones', () => sockets('m-t', KILLED, 'new')],
    ['keeps', 'old ones whose holder lives', () => sockets('m-u', ownLife())],
    [
      'keeps',
      'old ones of another container',
      () => sockets('m-v', { ...KILLED, pidNamespace: 'pid:[1]' }),
    ],
    ['keeps', 'old ones that do not say whose they are', () => sockets('m-w', undefined)],
    [
      'removes',
      'an old runtime folder with nothing in it',
      () => {
        const path = join(runtimeDir, 'm-e');
        mkdirSync(path, { recursive: true });
        return aged(path);
      },
    ],
    [
      'keeps',
      'a new runtime folder with nothing in it',
      () => {
        const path = join(runtimeDir, 'm-f');
        mkdirSync(path, { recursive: true });
        return path;
      },
    ],
    [
      'removes',
      'a lease of a cache that is reached by another name',
      () => {
        const [path, alias] = [lease('m-l', {}), join(home.path, 'alias')];
        symlinkSync(cacheDir, alias);
        const link = join(runtimeDir, 'm-l', 'lease');
        rmSync(link);
        symlinkSync(join(alias, 'machines/m-l/lease.json'), link);
        return path;
      },
    ],
    ['removes', 'an old half-removed folder', () => aged(lease('.m-ended', {}))],
    ['removes', 'an old folder with a damaged lease', () => aged(written('m-cut', '{'))],
    [
      'keeps',
      'a lease of another version',
      () => aged(written('m-next', '{ "schemaVersion": 2 }')),
    ],
    ['keeps', 'a lease whose owner lives', () => lease('m-alive', { owner: ownLife() })],
    ['keeps', 'a new folder without a lease', () => folder(machine('m-new'), 'new')],
    ['keeps', 'what is no machine', () => folder(machine('else'), 'old')],
    ['keeps', 'a damaged lease that names another', () => lease('m-x', { id: 'm-alive' })],
    ['keeps', 'another runtime folder', () => lease('m-y', { runtime: outside })],
    ['keeps', 'a lease of another user', () => lease('m-z', { uid: userInfo().uid + 1 })],
    [
      'keeps',
      'the sockets of a lease in another cache',
      () => join(runtimeDir, basename(lease('m-o', {}, join(home.path, 'other')))),
    ],
  ])('%s %s', async (verb, _what, make) => {
    const path = make();
    await reap();
    expect([existsSync(path), existsSync(join(outside, 'disk'))]).toEqual([verb === 'keeps', true]);
  });

  it('says what resists, and goes on', async () => {
    lease('m-1', { runtime: outside });
    lease('m-2', {});
    expect(Object.fromEntries(await reap())).toMatchObject({
      [join(machine('m-1'), 'lease.json')]: `'${outside}' is not the runtime folder of 'm-1'.`,
      [join(machine('m-2'), 'lease.json')]: undefined,
    });
    expect(findLeases(cacheDir).map(({ lease: { id } }) => id)).not.toContain('m-2');
  });

  it('are none where there is nothing', () => {
    expect(findRemains('/nowhere', '/nowhere')).toEqual([]);
  });
});
