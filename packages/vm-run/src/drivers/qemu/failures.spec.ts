import type { MachineSpec } from '../driver';
import { bootFailed, endOf, endedWith, knownFailure } from './failures';

const spec = (uri: string): MachineSpec => ({
  box: 'bookworm',
  image: { uri, disk: '/images/disk.qcow2', format: 'qcow2', digest: 'sha256:0' },
  memory: 1024,
  cpus: 1,
  disk: 4,
  firmware: 'bios',
  warm: false,
  hostname: 'bookworm',
  user: 'root',
  network: 'isolated',
  consoleLog: '/logs/console.log',
  bootTimeout: 1000,
});

describe('knownFailure', () => {
  it.each<[said: string, code: string]>([
    ['qemu-img: error while writing: No space left on device', 'DISK_FULL'],
    ["qemu-img: Could not open '/d': Image is not in qcow2 format", 'IMAGE_DAMAGED'],
    ["Could not open '/d': No such file or directory", 'IMAGE_DAMAGED'],
    ['cannot set up guest memory: Cannot allocate memory', 'BOOT_FAILED'],
    ['qemu: initrd is too large, cannot support. (max: 8257535, need 9000000)', 'BOOT_BROKEN'],
  ])('%s means %s', (said, code) => {
    expect(knownFailure(spec('debian:bookworm'), said)).toMatchObject({ code });
  });

  it('leaves the rest to others', () => {
    expect(knownFailure(spec('debian:bookworm'), 'something new')).toBeUndefined();
  });

  it.each([
    ['debian:bookworm', "Delete '/images/disk.qcow2'; the next run makes it again."],
    [
      'file:vms/images/disk.qcow2',
      'Put a sound copy there; if it is another disk, record it with: nx run bookworm:vm-image',
    ],
  ])('says what to do about a damaged %s', (uri, hint) => {
    expect(knownFailure(spec(uri), 'Image is corrupt')).toMatchObject({ hint });
  });
});

describe('the end of a boot', () => {
  it.each([
    [
      'the machine ended. The guest reset itself, by a reboot or after a kernel panic',
      'BOOT_BROKEN',
    ],
    ['the machine ended. The guest switched itself off', 'BOOT_BROKEN'],
    ['the machine ended. A signal from outside told QEMU to end', 'BOOT_FAILED'],
    ['it was not ready after 360 s', 'BOOT_FAILED'],
  ])('"%s" is %s', (because, code) => expect(endOf(because, []).code).toBe(code));

  it('is told with what may explain it', () => {
    expect(endOf('it was not ready after 9 s', ['before that, x']).because).toBe(
      'it was not ready after 9 s; before that, x',
    );
  });

  it.each(['BOOT_BROKEN', 'BOOT_FAILED'] as const)('%s shows the last lines', (code) => {
    const error = bootFailed(
      spec('file:a'),
      { because: 'it slept', code },
      {
        lastLines: ['one', 'two'],
        processor: 'halted at RIP=ff',
      },
    );
    expect(error).toMatchObject({
      code,
      message:
        "'bookworm' did not come up: it slept. Its processor was halted at RIP=ff. Its console said last:",
      problems: [{ message: 'one' }, { message: 'two' }],
    });
  });
});

describe('the end of a machine that was up', () => {
  const BOX = spec('debian:bookworm');

  it('is told with what its console says', () => {
    expect(endedWith(BOX, 'The guest reset itself.', ['it panicked', 'it ran dry'])).toMatchObject({
      code: 'MACHINE_LOST',
      message:
        "The machine of 'bookworm' is gone. The guest reset itself. Its console says: it panicked; before that, it ran dry.",
      hint: "Read '/logs/console.log'.",
    });
  });

  it.each([
    ['The host cannot write the disk of the machine: No space left on device.', [], 'DISK_FULL'],
    ['QEMU ended with signal SIGKILL.', ['a quota: No space left on device'], 'MACHINE_LOST'],
  ])('"%s" is %s', (because, trouble, code) =>
    expect(endedWith(BOX, because, trouble).code).toBe(code),
  );
});
