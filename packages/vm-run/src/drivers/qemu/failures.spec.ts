import type { MachineSpec } from '../driver';
import { knownFailure } from './failures';

const spec = (uri: string): MachineSpec => ({
  box: 'bookworm',
  image: { uri, disk: '/images/disk.qcow2', format: 'qcow2', digest: 'sha256:0' },
  memory: 1024,
  cpus: 1,
  disk: 4,
  firmware: 'bios',
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
