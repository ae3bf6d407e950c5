import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ScriptedAnswer, fakeRunner, temporaryFolder } from '../../testing';
import { obstacleOf, probeAccelerator } from './probe-accelerator';
import { probeKernel } from './probe-kernel';

const VERSION = 'qemu-system-x86_64 --version';
const BOOT = 'qemu-system-x86_64 -accel kvm -cpu host *';
const qemu: ScriptedAnswer = { stdout: 'QEMU emulator version 7.2.22 (Debian 1:7.2)\n' };

describe('probeAccelerator', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  const probe = (
    script: Parameters<typeof fakeRunner>[0],
    env = {},
    device = folderFile('kvm'),
  ) => {
    const runner = fakeRunner(script);
    const signal = new AbortController().signal;
    return {
      runner,
      found: probeAccelerator({ runner, cacheDir: folder.path, signal, env, device }),
    };
  };
  const folderFile = (name: string) => {
    writeFileSync(join(folder.path, name), '');
    return join(folder.path, name);
  };

  it.each<[string, ScriptedAnswer[], object]>([
    ['kernel reports', [{ exitCode: 67 }], { accelerator: 'kvm', state: 'works' }],
    [
      'QEMU aborts',
      [{ ending: 'signalled', signal: 'SIGABRT', stderr: 'qemu: error: failed to set MSR 0x10a' }],
      {
        accelerator: 'tcg',
        state: 'broken',
        because: expect.stringContaining(
          'SIGABRT (qemu: error: failed to set MSR 0x10a)',
        ) as string,
      },
    ],
    ['guest resets itself', [{ exitCode: 0 }], { accelerator: 'tcg', state: 'broken' }],
    [
      'guest hangs twice',
      [{ ending: 'timeout' }, { ending: 'timeout' }],
      { accelerator: 'tcg', because: expect.stringContaining('hung for 3 s') as string },
    ],
    ['guest is slow once', [{ ending: 'timeout' }, { exitCode: 67 }], { accelerator: 'kvm' }],
  ])('%s', async (_name, boots, expected) => {
    const { found } = probe({ [VERSION]: qemu, [BOOT]: boots });
    expect(await found).toMatchObject(expected);
  });

  it('boots once per circumstances and remembers', async () => {
    await probe({ [VERSION]: qemu, [BOOT]: [{ exitCode: 67 }] }).found;
    const again = probe({ [VERSION]: qemu, [BOOT]: [] });
    expect(await again.found).toMatchObject({ accelerator: 'kvm', state: 'works' });
    expect(again.runner.calls).toEqual([VERSION]);

    const upgraded = { stdout: 'QEMU emulator version 10.0.0' };
    const anew = probe({ [VERSION]: upgraded, [BOOT]: [{ exitCode: 1 }] });
    expect(await anew.found).toMatchObject({ accelerator: 'tcg' });
  });

  it('does not believe a cache file it cannot read', async () => {
    writeFileSync(join(folder.path, 'accelerator.json'), '{"works":');
    expect(await probe({ [VERSION]: qemu, [BOOT]: [{ exitCode: 67 }] }).found).toMatchObject({
      accelerator: 'kvm',
    });
    expect(readFileSync(join(folder.path, 'accelerator.json'), 'utf8')).toContain('"works": true');
  });

  it('starts nothing when there is no device', async () => {
    const { found, runner } = probe({}, {}, join(folder.path, 'none'));
    expect(await found).toMatchObject({ accelerator: 'tcg', state: 'absent' });
    expect(runner.calls).toEqual([]);
  });

  it.each(['kvm', 'tcg'])('lets FLIGHTLINE_ACCELERATOR=%s decide', async (value) => {
    const { found } = probe({}, { FLIGHTLINE_ACCELERATOR: value });
    expect(await found).toMatchObject({ accelerator: value, state: 'chosen' });
  });

  it('refuses an accelerator nobody knows', async () => {
    const { found } = probe({}, { FLIGHTLINE_ACCELERATOR: 'hvf' });
    await expect(found).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('says what to install when there is no QEMU', async () => {
    const { found } = probe({ [VERSION]: { ending: 'missing' } });
    await expect(found).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });
});

it.each([
  ['ENOENT', 'absent', 'kvm_intel'],
  ['EACCES', 'denied', 'usermod'],
  ['EPERM', 'denied', 'udev'],
  ['EIO', 'broken', undefined],
])('%s of /dev/kvm means %s', (code, state, fix) => {
  const obstacle = obstacleOf('/dev/kvm', code);
  expect(obstacle.state).toBe(state);
  expect(obstacle.fix ?? '').toContain(fix ?? '');
});

describe('probeKernel', () => {
  it('has a multiboot header whose sum is zero', () => {
    const kernel = probeKernel();
    const words = [0, 4, 8].map((offset) => kernel.readUInt32LE(offset));
    expect(words[0]).toBe(0x1badb002);
    expect(words.reduce((sum, word) => (sum + word) >>> 0)).toBe(0);
  });

  it('has its tables where the code looks for them', () => {
    const kernel = probeKernel();
    expect(kernel).toHaveLength(0xf0);
    expect(kernel.readBigUInt64LE(0xc8)).toBe(0x00209a0000000000n);
    expect(kernel.readUInt16LE(0xd0)).toBe(0xae);
    expect(kernel.subarray(0xae, 0xb1).toString('hex')).toBe('c70425');
    expect(kernel.readUInt32LE(0xe2)).toBe(0x1000c0);
  });
});
