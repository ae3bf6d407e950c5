import { KNOWN_IMAGES, knownImage, knownImageOf } from './known-images';

describe('the known images', () => {
  it.each(KNOWN_IMAGES.map((image) => [image.name, image] as const))(
    '%s can be the name of a box and has an address',
    (name, { uri, user, memory }) => {
      expect(name).toMatch(/^[a-z][a-z0-9]+$/);
      expect(new URL(uri).protocol).toBe('https:');
      expect(uri).toMatch(/\.(qcow2|img)$/);
      expect(user).toMatch(/^[a-z]+$/);
      expect(memory).toBeGreaterThanOrEqual(1024);
    },
  );

  it('are told apart by name, address and Vagrant box', () => {
    const keys = KNOWN_IMAGES.flatMap(({ name, uri, vagrantBoxes }) => [
      name,
      uri,
      ...vagrantBoxes,
    ]);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each([
    ['ubuntu/jammy64', 'ubuntu22'],
    ['generic/ubuntu1804', 'ubuntu18'],
    ['bento/ubuntu-24.04', 'ubuntu24'],
    ['debian/bookworm64', 'debian12'],
    ['almalinux/9', 'almalinux9'],
    ['opensuse/Leap-15.6.x86_64', 'opensuse156'],
    ['gusztavvargadr/windows-10', undefined],
  ])('%s carries %s', (vagrantBox, name) => {
    expect(knownImageOf(vagrantBox)?.name).toBe(name);
  });

  it('are found by name', () => {
    expect(knownImage('rocky9')?.title).toBe('Rocky Linux 9');
    expect(knownImage('windows')).toBeUndefined();
  });
});
