import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BootstrapContext, BootstrapPlan } from '@flightline/core/debian';
import { fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { planBase } from './base';
import { baseTar, ensureTar, planTar } from './bootstrap';

const base = planBase('localhost/b', { from: 'debian:bookworm', packages: ['python3', 'git'] });
const CONTEXT: BootstrapContext = {
  runner: fakeRunner({}),
  signal: new AbortController().signal,
  env: {},
  onProgress: () => undefined,
};

describe('ensureTar', () => {
  const folder = temporaryFolder();
  afterEach(folder.remove);

  it('makes the archive once', async () => {
    const made: BootstrapPlan[] = [];
    const make = (plan: BootstrapPlan) => {
      made.push(plan);
      writeFileSync(plan.target, 'tar');
      return Promise.resolve();
    };
    const tar = await ensureTar(base, folder.path, CONTEXT, make);
    expect(readFileSync(tar, 'utf8')).toBe('tar');
    await ensureTar(base, folder.path, CONTEXT, make);
    expect(made).toHaveLength(1);
  });

  it('leaves no archive when it cannot be made', async () => {
    const fail = ({ target }: BootstrapPlan) => {
      writeFileSync(target, 'half');
      return Promise.reject(new Error('no space'));
    };
    await expect(ensureTar(base, folder.path, CONTEXT, fail)).rejects.toThrow('no space');
    const tar = baseTar(folder.path, base);
    expect(existsSync(tar)).toBe(false);
    expect(readdirSync(dirname(tar))).toEqual([]);
  });
});

describe('planTar', () => {
  it.each([
    [{}, 'http://deb.debian.org/debian'],
    [{ FLIGHTLINE_DEBIAN_MIRROR: 'http://127.0.0.1/debian' }, 'http://127.0.0.1/debian'],
  ])('under %j takes packages from %s', (env, mirror) => {
    const { argv } = planTar(base, '/b.tar', env);
    expect(argv).toEqual(
      expect.arrayContaining(['--include=git,python3', '--format=tar', 'bookworm', '/b.tar']),
    );
    expect(argv.at(-1)).toContain(mirror);
  });
});
