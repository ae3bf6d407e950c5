import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Script, fakeLease, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import type { DriverContext, MachineSpec } from '../driver';
import { dummy } from '.';

const leased = temporaryFolder();
afterAll(() => leased.remove());

const contextOf = (script: Script, signal = new AbortController().signal): DriverContext => {
  const runner = fakeRunner(script);
  return {
    ...{ runner, signal, cacheDir: '/cache', env: {}, lease: fakeLease(leased.path, runner) },
    onProgress: () => undefined,
    coldBoot: (boot) => boot(),
    inLine: (_what, wait) => wait(),
    notice: () => undefined,
  };
};

describe('probe', () => {
  it('says what the driver is to whoever can use it', async () => {
    const context = contextOf({ 'unshare *': { stdout: 'unshare from util-linux 2.38.1' } });
    expect(await dummy.probe(context)).toMatchObject({
      usable: true,
      facts: {
        ...{ accelerator: 'none', emulated: false, version: '2.38.1' },
        warning: expect.stringContaining('No machine is made') as string,
      },
    });
  });

  it.each([
    [{ ending: 'missing' as const }, "'unshare' is missing", 'apt-get install util-linux'],
    [{ exitCode: 1, stderr: 'nsenter, setsid or hostname is missing' }, 'nsenter', 'apt-get'],
    [{ exitCode: 1, stderr: 'unshare failed: Operation not permitted' }, 'permitted', 'sysctl'],
    [{ exitCode: 1 }, 'no reason given', 'sysctl'],
  ])('%j → %s', async (answer, because, fix) => {
    expect(await dummy.probe(contextOf({ 'unshare *': answer }))).toEqual({
      usable: false,
      because: expect.stringContaining(because) as string,
      fix: expect.stringContaining(fix) as string,
    });
  });
});

describe('boot', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let spec: MachineSpec;
  beforeEach(() => {
    folder = temporaryFolder();
    spec = {
      ...{
        box: 'a',
        hostname: 'a',
        user: 'tester',
        network: 'isolated',
        disk: 8,
        firmware: 'bios',
        warm: false,
      },
      ...{ memory: 512, cpus: 1, bootTimeout: 1000, consoleLog: join(folder.path, 'log/console') },
      image: { uri: 'file:disk.raw', disk: '/disk.raw', format: 'raw', digest: 'sha256:0' },
    };
  });
  afterEach(() => folder.remove());

  it('writes into the console log that there is no machine', async () => {
    await dummy.boot(spec, contextOf({ 'unshare *': { stdout: 'ready 7\n' } }));
    expect(readFileSync(spec.consoleLog, 'utf8')).toMatch(/^No machine is made/);
  });

  it('hands nothing to a process id that may be somebody else', async () => {
    const context = contextOf({ 'unshare *': { stdout: 'ready 7\n' }, false: { exitCode: 1 } });
    const machine = await dummy.boot(spec, context);
    await machine.destroy();
    expect(await machine.channel.exec(['true'])).toMatchObject({ ending: 'lost' });
  });

  it('tells what the holder said when it could not hold', async () => {
    const script = { 'unshare *': { exitCode: 1, stderr: 'mount: /home: permission denied.' } };
    await expect(dummy.boot(spec, contextOf(script))).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining('permission denied') as string,
    });
  });

  it('refuses a box that wants a way out, and starts nothing', async () => {
    const outbound = { ...spec, network: 'outbound' as const };
    await expect(dummy.boot(outbound, contextOf({}))).rejects.toMatchObject({
      code: 'DRIVER_UNUSABLE',
      message: expect.stringContaining("'outbound'") as string,
      hint: expect.stringContaining("'isolated'") as string,
    });
  });

  it('starts nothing when it is told to stop before', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(dummy.boot(spec, contextOf({}, signal))).rejects.toThrow('stop');
  });
});
