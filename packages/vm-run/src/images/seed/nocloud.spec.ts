import { type Identity, nocloudSeed } from './nocloud';

const IDENTITY: Identity = {
  hostname: 'alma',
  user: 'tester',
  authorizedKey: 'ssh-ed25519 AAAA flightline',
  hostKey: { private: '-----BEGIN\n"quoted"\n', public: 'ssh-ed25519 BBBB' },
  mac: '52:54:00:12:34:56',
};
const SECTOR = 2048;

/** Reads a CD as its reader would: descriptor, root folder, names of Rock Ridge, files. */
function read(image: Buffer) {
  const root = image.readUInt32LE(16 * SECTOR + 156 + 2) * SECTOR;
  const files: Record<string, string> = {};
  for (let at = root; (image[at] ?? 0) > 0; at += image[at] ?? 0) {
    const name = /NM(.)\x01\x00([^\0]+)/s.exec(image.toString('latin1', at, at + (image[at] ?? 0)));
    const [start, size] = [image.readUInt32LE(at + 2) * SECTOR, image.readUInt32LE(at + 10)];
    if (name?.[2] !== undefined) files[name[2]] = image.toString('utf8', start, start + size);
  }
  const label = image.toString('latin1', 16 * SECTOR + 40, 16 * SECTOR + 72).trim();
  return { label, sectors: image.readUInt32LE(16 * SECTOR + 80), files };
}

const config = (identity: Identity) => {
  const text = read(nocloudSeed(identity)).files['user-data'] ?? '';
  return JSON.parse(text.replace('#cloud-config\n', '')) as Record<string, unknown>;
};

describe('nocloudSeed', () => {
  it('is a CD that says who the machine is, byte for byte the same each time', () => {
    const image = nocloudSeed(IDENTITY);
    const { label, sectors, files } = read(image);
    expect([label, sectors * SECTOR, Object.keys(files)]).toEqual([
      'cidata',
      image.length,
      ['meta-data', 'network-config', 'user-data'],
    ]);
    expect(files['meta-data']).toContain('"local-hostname": "alma"');
    expect(files['network-config']).toContain(`"macaddress": "${IDENTITY.mac}"`);
    expect(files['user-data']).toMatch(/^#cloud-config\n/);
    expect(nocloudSeed(IDENTITY).equals(image)).toBe(true);
  });

  it('gives user and keys', () => {
    expect(config(IDENTITY)).toMatchObject({
      hostname: 'alma',
      users: [{ name: 'tester', sudo: expect.stringContaining('NOPASSWD') as string }],
      ssh_keys: { ed25519_private: IDENTITY.hostKey.private },
    });
  });

  it('lets root in where root is asked for', () => {
    expect(config({ ...IDENTITY, user: 'root' })).toMatchObject({
      disable_root: false,
      users: [{ name: 'root', ssh_authorized_keys: [IDENTITY.authorizedKey] }],
    });
  });
});
