import { join } from 'node:path';
import {
  type Script,
  type ScriptedAnswer,
  fakeLease,
  fakeRunner,
  temporaryFolder,
} from '@flightline/core/testing';
import type { DriverContext, MachineSpec } from '../driver';
import { qemu } from '.';

const INFO = 'qemu-img info --output=json -f qcow2 /images/disk.qcow2';
const KEYGEN = 'ssh-keygen *';
const MACHINE = 'qemu-system-x86_64 *';

describe('the qemu driver', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder('fl-')));
  afterEach(() => folder.remove());

  const writeKey: ScriptedAnswer = {
    effect: async (argv) => {
      const { writeFileSync } = await import('node:fs');
      writeFileSync(`${argv.at(-1) ?? ''}.pub`, 'ssh-ed25519 AAAA flightline\n');
    },
  };
  const good: Script = {
    [INFO]: { stdout: '{"virtual-size": 1024}' },
    'qemu-img create *': {},
    [KEYGEN]: writeKey,
  };
  const spec = (): MachineSpec => ({
    box: 'bookworm',
    image: {
      uri: 'debian:bookworm',
      disk: '/images/disk.qcow2',
      format: 'qcow2',
      digest: 'sha256:0',
    },
    ...{
      memory: 512,
      cpus: 1,
      disk: 1,
      firmware: 'bios',
      hostname: 'b',
      user: 'u',
      network: 'isolated',
      warm: false,
    },
    consoleLog: join(folder.path, 'evidence', 'console.log'),
    bootTimeout: 5000,
  });
  const boot = (script: Script, signal = new AbortController().signal) => {
    const runner = fakeRunner(script);
    const context: DriverContext = {
      ...{ runner, signal, cacheDir: join(folder.path, 'cache') },
      env: { FLIGHTLINE_ACCELERATOR: 'tcg' },
      lease: fakeLease(folder.path, runner),
      onProgress: () => undefined,
      coldBoot: (boot) => boot(),
      inLine: (_what, wait) => wait(),
      notice: () => undefined,
    };
    return { runner, machine: qemu.boot(spec(), context) };
  };
  it.each<[string, Script, object]>([
    [
      'the image is damaged',
      {
        [INFO]: {
          exitCode: 1,
          stderr: "qemu-img: Could not open '/images/disk.qcow2': Image is not in qcow2 format",
        },
      },
      { code: 'IMAGE_DAMAGED', message: expect.stringContaining('not in qcow2 format') as string },
    ],
    [
      'the image is gone',
      {
        [INFO]: {
          exitCode: 1,
          stderr: "qemu-img: Could not open '/images/disk.qcow2': No such file or directory",
        },
      },
      { code: 'IMAGE_DAMAGED' },
    ],
    [
      'the disk is full',
      {
        'qemu-img create *': {
          exitCode: 1,
          stderr: 'qemu-img: /c: Could not resize: No space left on device',
        },
      },
      { code: 'DISK_FULL' },
    ],
    [
      'there is no qemu-img',
      { [INFO]: { ending: 'missing' } },
      { code: 'DRIVER_UNUSABLE', hint: expect.stringContaining('apt-get install') as string },
    ],
    ['there is no ssh-keygen', { [KEYGEN]: { ending: 'missing' } }, { code: 'DRIVER_UNUSABLE' }],
    ['there is no QEMU', { [MACHINE]: { ending: 'missing' } }, { code: 'DRIVER_UNUSABLE' }],
    [
      'QEMU finds the image damaged',
      {
        [MACHINE]: {
          exitCode: 1,
          stderr: 'qemu-system-x86_64: -drive file=x: Image is not in qcow2 format',
        },
      },
      { code: 'IMAGE_DAMAGED' },
    ],
    [
      'there is no memory',
      {
        [MACHINE]: {
          exitCode: 1,
          stderr: "cannot set up guest memory 'pc.ram': Cannot allocate memory",
        },
      },
      { code: 'BOOT_FAILED', hint: expect.stringContaining("less 'memory'") as string },
    ],
    [
      'QEMU dies',
      { [MACHINE]: { ending: 'signalled', signal: 'SIGSEGV', stderr: 'oops' } },
      {
        code: 'BOOT_FAILED',
        message: expect.stringMatching(/QEMU was ended by SIGSEGV.*oops/) as string,
      },
    ],
  ])('says why when %s', async (_name, script, expected) => {
    const { machine } = boot({ ...good, ...script });
    await expect(machine).rejects.toMatchObject(expected);
  });

  it('starts nothing when it is aborted before', async () => {
    const { machine, runner } = boot({}, AbortSignal.abort(new Error('stop')));
    await expect(machine).rejects.toThrow('stop');
    expect(runner.calls).toEqual([]);
  });
});
