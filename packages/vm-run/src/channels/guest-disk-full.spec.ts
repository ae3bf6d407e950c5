import { guestDiskFull } from './guest-disk-full';

it.each([
  ['tar: ./big: Wrote only 512 of 10240 bytes\ntar: Exiting with failure status', true],
  ['tar: ./big: Cannot write: No space left on device', true],
  ["mkdir: cannot create directory '/mnt/x': No space left on device", true],
  ['cat: write error: Disk quota exceeded', true],
  ["mkdir: cannot create directory '/mnt/x': Permission denied", false],
  ['tar: Unexpected EOF in archive', false],
])('%j is about a full disk: %s', (said, full) => {
  expect(guestDiskFull('/mnt/artifacts', said)?.code).toBe(full ? 'DISK_FULL' : undefined);
});

it('says which option to raise', () => {
  expect(guestDiskFull('/mnt', 'No space left on device')?.hint).toContain("'disk'");
});
