import type { EnvironmentError } from '../errors';
import { type ScriptedAnswer, fakeRunner } from '../testing';
import { bootstrap } from './bootstrap';
import { type RootMode, planBootstrap } from './plan';
import type { BootstrapProgress } from './progress';

const ISOLATED =
  'setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --';

async function run(answer: ScriptedAnswer, mode: RootMode = 'root', can: ScriptedAnswer = {}) {
  const plan = planBootstrap({ suite: 'bookworm', format: 'tar', target: '/b.tar', mode });
  const runner = fakeRunner({
    [`${ISOLATED} true`]: can,
    'setpriv --pdeathsig KILL true': can,
    [`${ISOLATED} mmdebstrap *`]: answer,
    'setpriv --pdeathsig KILL mmdebstrap *': answer,
    'mmdebstrap *': answer,
  });
  const progress: BootstrapProgress[] = [];
  const signal = new AbortController().signal;
  const outcome: unknown = await bootstrap(plan, {
    runner,
    signal,
    env: {},
    onProgress: (step) => progress.push(step),
  }).catch((error: unknown) => error);
  return { outcome, progress, command: runner.calls.at(-1) ?? '' };
}

describe('bootstrap', () => {
  it.each<[string, RootMode, ScriptedAnswer, string]>([
    ['as root, in namespaces of its own', 'root', {}, `${ISOLATED} mmdebstrap `],
    ['without root, with a life line', 'unshare', {}, 'setpriv --pdeathsig KILL mmdebstrap '],
    ['without namespaces where they are forbidden', 'root', { exitCode: 1 }, 'mmdebstrap '],
    ['without setpriv where there is none', 'root', { ending: 'missing' }, 'mmdebstrap '],
  ])('runs mmdebstrap %s', async (_, mode, can, start) => {
    const { outcome, command } = await run({}, mode, can);
    expect(outcome).toBeUndefined();
    expect(command.slice(0, start.length)).toBe(start);
  });

  it('counts packages batch by batch', async () => {
    const stdout = [
      'I: running apt-get update...',
      'Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]',
      '0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.',
      'Get:1 http://deb.debian.org/debian bookworm/main amd64 libc6 amd64 2.36-9 [2759 kB]',
      'Get:2 http://deb.debian.org/debian bookworm/main amd64 dash amd64 0.5.12-2 [90 kB]',
      'Setting up libc6:amd64 (2.36-9) ...',
      '0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.',
      'Get:1 http://deb.debian.org/debian bookworm/main amd64 sudo amd64 1.9.13 [1889 kB]',
      'I: cleaning package lists and apt cache...',
    ].join('\n');
    expect((await run({ stdout })).progress).toEqual([
      { detail: 'reading package lists' },
      { detail: 'downloading libc6', done: 1, total: 2, unit: 'packages' },
      { detail: 'downloading dash', done: 2, total: 2, unit: 'packages' },
      { detail: 'installing libc6', done: 1, total: 2, unit: 'packages' },
      { detail: 'downloading sudo', done: 1, total: 1, unit: 'packages' },
      { detail: 'cleaning up' },
    ]);
  });

  it.each<[code: string, says: string, stderr: string]>([
    [
      'SUITE_UNKNOWN',
      "has no suite 'bookworm'",
      "E: The repository 'http://deb.debian.org/debian nosuch Release' does not have a Release file.",
    ],
    [
      'PACKAGE_UNKNOWN',
      "'one', 'two'.",
      "E: Unable to locate package one\nE: Package 'two' has no installation candidate\nE: mmdebstrap failed to run",
    ],
    [
      'MIRROR_UNREACHABLE',
      "Could not resolve 'nohost.invalid'.",
      "E: Failed to fetch http://nohost.invalid/debian/dists/bookworm/InRelease  Could not resolve 'nohost.invalid'\nE: Some index files failed to download.",
    ],
    [
      'MIRROR_UNREACHABLE',
      'Connection refused',
      'E: Failed to fetch http://127.0.0.1:9/debian/dists/bookworm/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)',
    ],
    [
      'MIRROR_UNREACHABLE',
      '400  Bad Request',
      "E: Failed to fetch http://m/dists/bookworm/InRelease  400  Bad Request\nE: The repository 'http://m bookworm InRelease' is not signed.",
    ],
    [
      'TOOL_FAILED',
      'No key of this host',
      "W: GPG error: http://m bookworm InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 6ED0\nE: The repository 'http://m bookworm InRelease' is not signed.",
    ],
    [
      'TOOL_MISSING',
      'keyring',
      'E: keyring "/usr/share/keyrings/debian-archive-keyring.gpg" does not exist',
    ],
    [
      'DISK_FULL',
      "'/b.tar'",
      'tar: ./usr/lib/libc.so: Cannot write: No space left on device\nE: tar --extract failed: 512',
    ],
    [
      'TOOL_FAILED',
      'namespace: no entry in /etc/subuid for flx.',
      'W: no entry in /etc/subuid for flx\nE: mmdebstrap failed',
    ],
    ['TOOL_FAILED', 'ended with exit code 25', 'E: something new'],
  ])('answers with %s: %s', async (code, says, stderr) => {
    const { outcome } = await run({ exitCode: 25, stderr });
    expect(outcome).toMatchObject({ code, message: expect.stringContaining(says) as string });
  });

  it('shows what mmdebstrap complained about when it is nothing known, each once', async () => {
    const { outcome } = await run({ exitCode: 25, stderr: 'E: new\nI: noise\nE: new' });
    expect((outcome as EnvironmentError).problems).toEqual([{ message: 'E: new' }]);
  });

  it.each<[string, ScriptedAnswer]>([
    ['itself', { ending: 'missing' }],
    ['behind setpriv', { exitCode: 127, stderr: 'unshare: failed to execute mmdebstrap' }],
  ])('names the package to install when mmdebstrap is missing %s', async (_, answer) => {
    const { outcome } = await run(answer);
    expect(outcome).toMatchObject({
      code: 'TOOL_MISSING',
      hint: 'Install it with: sudo apt-get install mmdebstrap',
    });
  });
});
