// budget: 2 min, beside others
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Bench, digestOf, flipped, rawDisk } from './image-download/bench';
import { type Fault, FileServer, faults } from './image-download/server';
import { type Entry, tar } from './image-download/tar';
import { describeWith } from './tools';

const TOOLS = [
  { command: 'qemu-img', package: 'qemu-utils' },
  { command: 'xz', package: 'xz-utils' },
  { command: 'zstd', package: 'zstd' },
  { command: 'prlimit', package: 'util-linux' },
  { command: 'openssl', package: 'openssl' },
];

const DISK = rawDisk('one');
const OTHER = rawDisk('two');
const METADATA: Entry = {
  name: 'metadata.json',
  content: '{"provider":"libvirt","format":"raw","virtual_size":1}',
};
const BOX_IMG: Entry = { name: 'box.img', content: DISK };
const metadata = (content: string): Entry => ({ name: 'metadata.json', content });

describeWith('images of the network', TOOLS, () => {
  let server: FileServer;
  let bench: Bench;
  beforeEach(async () => {
    server = await FileServer.start();
    bench = await Bench.make();
  });
  afterEach(async () => {
    await server.stop();
    bench.remove();
  });

  const downloads = () =>
    readdirSync(join(bench.cacheDir, 'images/downloads')).filter((name) => name.endsWith('.part'));
  const convert = async (...words: string[]) => {
    const from = bench.write('disk.img', DISK);
    const to = join(bench.folder, 'made');
    await bench.tool(['qemu-img', 'convert', '-f', 'raw', ...words, from, to]);
    return readFileSync(to);
  };
  const packed = async (...argv: [string, ...string[]]) => {
    const from = bench.write('disk.img', DISK);
    await bench.tool([...argv, from]);
    return readFileSync(`${from}.${argv[0] === 'xz' ? 'xz' : 'zst'}`);
  };

  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['disk.img', () => DISK, 'raw'],
    ['disk.qcow2', () => convert('-O', 'qcow2'), 'qcow2'],
    ['disk.img.gz', () => gzipSync(DISK), 'raw'],
    ['disk.img.xz', () => packed('xz', '-k'), 'raw'],
    ['disk.img.zst', () => packed('zstd', '-q'), 'raw'],
    ['disk.vmdk', () => convert('-O', 'vmdk'), 'qcow2'],
    ['stream.vmdk', () => convert('-O', 'vmdk', '-o', 'subformat=streamOptimized'), 'qcow2'],
    ['raw.box', () => tar(METADATA, BOX_IMG), 'raw'],
    [
      'libvirt.box',
      async () =>
        gzipSync(
          tar(
            { name: './box.img', content: await convert('-O', 'qcow2') },
            { name: './metadata.json', content: '{"provider":"libvirt","format":"qcow2"}' },
            { name: 'Vagrantfile', content: 'exit' },
          ),
        ),
      'qcow2',
    ],
    [
      'virtualbox.box',
      async () => tar({ name: 'box-disk001.vmdk', content: await convert('-O', 'vmdk') }),
      'qcow2',
    ],
  ])('%s is locked, provided, and then needs no network', async (name, make, format) => {
    const body = await make();
    const uri = server.put(name, body);
    const lock = await bench.lock(uri);
    expect(lock).toMatchObject({
      uri,
      download: { size: body.length, digest: digestOf(body), confirmedBy: null },
    });
    const asked = server.log.length;
    const image = await bench.provide(uri);
    expect(image).toMatchObject({ format, digest: lock.files?.disk.digest });
    expect([server.log.length, downloads()]).toEqual([asked, []]);
    const compared = ['-f', 'raw', '-F', format, join(bench.folder, 'disk.img'), image.disk];
    bench.write('disk.img', DISK);
    await bench.tool(['qemu-img', 'compare', ...compared]);
    // Another host has the lock only.
    bench.cacheDir = join(bench.folder, 'other');
    await expect(bench.provide(uri)).resolves.toMatchObject({ digest: image.digest });
  });

  describe('a download heals', () => {
    it.each<[string, Fault[], string[]]>([
      ['a connection that is cut', [faults.cut], ['GET', 'GET n-']],
      ['one whose versions have no name', [faults.nameless], ['GET', 'GET']],
      ['a reset', [faults.reset], ['GET', 'GET']],
      ['a server that is busy', [faults.status(503), faults.status(429)], ['GET', 'GET', 'GET']],
      ['a silent server', [faults.silent], ['GET', 'GET']],
      ['flipped bits', [faults.instead(flipped(DISK, 4711))], ['GET', 'GET']],
      ['a resume of two versions', [faults.halfOf(OTHER)], ['GET', 'GET n-', 'GET']],
      ['a server that does not know ranges', [faults.cut, faults.instead(DISK)], ['GET', 'GET n-']],
    ])('%s', async (_, wrong, requests) => {
      const uri = server.put('disk.img', DISK, ...wrong);
      bench.recordRaw(uri, DISK);
      const image = await bench.provide(uri);
      expect(readFileSync(image.disk).equals(DISK)).toBe(true);
      expect(
        server
          .requests('disk.img')
          .map((line) => line.replace(' /disk.img', '').replace(/\d+/, 'n')),
      ).toEqual(requests);
      expect(downloads()).toEqual([]);
    });

    it('when a killed process left all of it, or half', async () => {
      const uri = server.put('disk.img', DISK, faults.cut, ...Array<Fault>(9).fill(faults.reset));
      bench.recordRaw(uri, DISK);
      await expect(bench.provide(uri)).rejects.toMatchObject({ code: 'IMAGE_UNREACHABLE' });
      const folder = join(bench.cacheDir, 'images/downloads');
      const [part = ''] = downloads();
      expect(readFileSync(join(folder, part)).length).toBeGreaterThan(1000);
      // All of it: vm-image asks for what may be behind it, and is told that nothing is.
      writeFileSync(join(folder, part), DISK);
      server.put('disk.img', DISK);
      await bench.lock(uri);
      expect(server.requests('disk.img').at(-1)).toBe(`GET /disk.img ${DISK.length}-`);
      expect(bench.notices).toEqual([]);
    });

    it('when something was written into the store', async () => {
      const uri = server.put('disk.img', DISK);
      await bench.lock(uri);
      const { disk } = await bench.provide(uri);
      writeFileSync(disk, flipped(DISK, 600));
      await bench.provide(uri);
      expect(readFileSync(disk).equals(DISK)).toBe(true);
      expect(bench.notices).toEqual([expect.stringContaining("'disk' changed on disk")]);
      writeFileSync(disk, '');
      server.put('disk.img', OTHER);
      await expect(bench.provide(uri)).rejects.toMatchObject({
        code: 'IMAGE_DAMAGED',
        hint: expect.stringContaining('nx run one:vm-image') as string,
      });
    });
  });

  describe('a run says what is wrong with', () => {
    it.each<[string, Fault[], string, RegExp]>([
      [
        'the same other bytes, twice',
        [faults.instead(flipped(DISK, 7)), faults.instead(flipped(DISK, 7))],
        'IMAGE_DIGEST_MISMATCH',
        /changed upstream: recorded is sha256/,
      ],
      [
        'other bytes each time',
        [faults.instead(flipped(DISK, 7)), faults.instead(flipped(DISK, 8))],
        'IMAGE_DAMAGED',
        /differently each of two times/,
      ],
      [
        'another size, before it comes',
        [faults.instead(DISK.subarray(512), { 'content-length': DISK.length - 512 })],
        'IMAGE_DIGEST_MISMATCH',
        /there is now 1048064 bytes/,
      ],
      [
        'an HTML page',
        [faults.instead('<html>', { 'content-type': 'text/html', 'content-length': 6 })],
        'IMAGE_UNUSABLE',
        /an HTML page instead/,
      ],
      ['an empty file', [faults.instead('', { 'content-length': 0 })], 'IMAGE_UNUSABLE', /empty/],
      ['a file that is gone', [faults.status(404)], 'IMAGE_UNAVAILABLE', /says 404/],
      [
        'a server that is always busy',
        Array<Fault>(9).fill(faults.status(503)),
        'IMAGE_UNREACHABLE',
        /says 503 \(attempt 3\)/,
      ],
      [
        'a redirect in circles',
        Array<Fault>(20).fill(faults.status(302, { location: '/disk.img' })),
        'IMAGE_UNREACHABLE',
        /more than 10 times/,
      ],
    ])('%s', async (_, wrong, code, says) => {
      const uri = server.put('disk.img', DISK, ...wrong);
      bench.recordRaw(uri, DISK);
      await expect(bench.provide(uri)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(says) as string,
        hint: expect.stringMatching(/\w/) as string,
      });
      expect(existsSync(join(bench.cacheDir, 'images', 'http-'))).toBe(false);
    });

    it('nothing recorded', async () => {
      await expect(bench.provide(`${server.url}/disk.img`)).rejects.toMatchObject({
        code: 'IMAGE_UNLOCKED',
      });
    });
  });

  describe('vm-image does not record', () => {
    it.each<[string, () => Buffer | Promise<Buffer>, string, RegExp]>([
      ['an HTML page', () => Buffer.from('<!doctype html>'), 'IMAGE_UNUSABLE', /HTML page/],
      ['an empty file', () => Buffer.alloc(0), 'IMAGE_UNUSABLE', /empty/],
      ['half a sector', () => DISK.subarray(0, 1000), 'IMAGE_DAMAGED', /cut off/],
      ['half a gzip', () => gzipSync(DISK).subarray(0, 9000), 'IMAGE_DAMAGED', /gzip stream/],
      [
        'half an xz',
        async () => (await packed('xz', '-k')).subarray(0, 9000),
        'IMAGE_DAMAGED',
        /xz stream/,
      ],
      [
        'a gzip with flipped bits',
        () => flipped(gzipSync(DISK), 5000),
        'IMAGE_DAMAGED',
        /gzip stream/,
      ],
      [
        'half a qcow2',
        async () => (await convert('-O', 'qcow2')).subarray(0, 300_032),
        'IMAGE_DAMAGED',
        /./,
      ],
      [
        'half a box',
        () => tar(METADATA, BOX_IMG).subarray(0, 9000),
        'IMAGE_DAMAGED',
        /archive is broken/,
      ],
      [
        'a box with a raw disk shorter than it says',
        () => tar(metadata('{"virtual_size":2}'), BOX_IMG),
        'IMAGE_DAMAGED',
        /shorter than the 2 GiB/,
      ],
      [
        'a box that reaches out',
        () => tar({ name: '../../box.img', content: DISK }),
        'IMAGE_UNUSABLE',
        /outside of it, '\.\.\/\.\.\/box.img'/,
      ],
      [
        'a box with a link',
        () => tar({ name: 'box.img', link: '/etc/passwd' }),
        'IMAGE_UNUSABLE',
        /a link/,
      ],
      ['a box without a disk', () => tar(METADATA), 'IMAGE_UNUSABLE', /no disk/],
      [
        'a box with two disks',
        () => tar(BOX_IMG, { name: 'box_1.img', content: OTHER }),
        'IMAGE_UNUSABLE',
        /more than one disk/,
      ],
      [
        'a box whose metadata names another format',
        () => tar(metadata('{"format":"qcow2"}'), BOX_IMG),
        'IMAGE_UNUSABLE',
        /calls its disk qcow2, but it is raw/,
      ],
      [
        'a bomb',
        () => gzipSync(Buffer.alloc(17 * 1024 ** 2)),
        'IMAGE_UNUSABLE',
        /unpacks to more than 16\.0 MiB/,
      ],
      [
        'a bomb in a box',
        () => gzipSync(tar({ name: 'box.img', content: Buffer.alloc(17 * 1024 ** 2) })),
        'IMAGE_UNUSABLE',
        /unpacks to more than/,
      ],
    ])('%s', async (_, make, code, says) => {
      const uri = server.put('disk', await make());
      await expect(bench.lock(uri)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(says) as string,
      });
      const images = readdirSync(join(bench.cacheDir, 'images'));
      expect([images, downloads()]).toEqual([['downloads'], []]);
    });

    it('a disk that needs a file of this host', async () => {
      bench.write('disk.img', DISK);
      for (const [format, name] of [
        ['qcow2', 'overlay'],
        ['vmdk', 'delta'],
      ] as const) {
        const to = join(bench.folder, name);
        const base = ['-b', join(bench.folder, `base.${format}`), '-F', format];
        await bench.tool(['qemu-img', 'create', '-q', '-f', format, base[1] ?? '', '1M']);
        await bench.tool(['qemu-img', 'create', '-q', '-f', format, ...base, to]);
        await expect(bench.lock(server.put(name, readFileSync(to)))).rejects.toMatchObject({
          code: 'IMAGE_UNUSABLE',
          message: expect.stringMatching(/backing file|needs another/) as string,
        });
      }
    });
  });

  describe('published checksums', () => {
    const hex = (algorithm: string) => createHash(algorithm).update(DISK).digest('hex');
    it.each([
      ['SHA256SUMS', `${'0'.repeat(64)} *other.img\n${hex('sha256')} *disk.img\n`],
      ['SHA512SUMS', `${hex('sha512')}  disk.img\n`],
      ['CHECKSUM', `# disk.img: 9 bytes\nSHA256 (disk.img) = ${hex('sha256')}\n`],
      ['disk.img.sha256', `${hex('sha256')}\n`],
    ])('%s confirms', async (name, text) => {
      const uri = server.put('disk.img', DISK);
      const confirmedBy = server.put(name, text);
      await expect(bench.lock(uri)).resolves.toMatchObject({ download: { confirmedBy } });
    });

    it('contradict', async () => {
      const uri = server.put('disk.img', OTHER);
      server.put('SHA256SUMS', `${hex('sha256')}  disk.img\n`);
      await expect(bench.lock(uri)).rejects.toMatchObject({
        code: 'IMAGE_DIGEST_MISMATCH',
        message: expect.stringContaining('SHA256SUMS') as string,
      });
    });

    it('are a must without https, also by a mirror, which no lock names', async () => {
      const uri = 'http://images.invalid/disk.img';
      server.put('disk.img', DISK);
      bench.env['FLIGHTLINE_MIRRORS'] = `http://images.invalid/=${server.url}/`;
      await expect(bench.lock(uri)).rejects.toMatchObject({ code: 'IMAGE_UNCONFIRMED' });
      await expect(bench.provide(uri)).rejects.toMatchObject({ code: 'IMAGE_UNCONFIRMED' });
      server.put('disk.img.sha256', hex('sha256'));
      await expect(bench.lock(uri)).resolves.toMatchObject({
        uri,
        download: { confirmedBy: `${uri}.sha256` },
      });
    });
  });

  it('a server whose certificate nobody vouches for is not believed', async () => {
    const key = join(bench.folder, 'key.pem');
    const cert = join(bench.folder, 'cert.pem');
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', key, '-out', cert];
    await bench.tool([
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      ...subject,
      ...files,
    ]);
    const tls = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, answer) =>
      answer.end(DISK),
    );
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    try {
      const uri = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/disk.img`;
      bench.recordRaw(uri, DISK);
      await expect(bench.provide(uri)).rejects.toMatchObject({
        code: 'IMAGE_UNREACHABLE',
        message: expect.stringContaining('certificate is not trusted') as string,
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
      });
    } finally {
      tls.closeAllConnections();
      tls.close();
    }
  });

  it('a proxy of the environment is used', async () => {
    const uri = 'http://images.invalid/disk.img';
    server.put('disk.img', DISK);
    bench.recordRaw(uri, DISK);
    bench.env = { HTTP_PROXY: server.url };
    await expect(bench.provide(uri)).resolves.toMatchObject({ digest: digestOf(DISK) });
  });

  it('no proxy is used for a host that needs none', async () => {
    const uri = server.put('disk.img', DISK);
    bench.recordRaw(uri, DISK);
    bench.env = { HTTP_PROXY: 'http://proxy.invalid:1', NO_PROXY: '127.0.0.1' };
    await expect(bench.provide(uri)).resolves.toMatchObject({ digest: digestOf(DISK) });
    expect(server.log).toEqual(['GET /disk.img']);
  });

  it('a redirect is followed, also for the rest of a file, and the lock names what was asked for', async () => {
    const moved = faults.status(302, { location: '/pool/disk.img' });
    const uri = server.put('latest.img', DISK, moved, moved);
    server.put('pool/disk.img', DISK, faults.cut);
    await expect(bench.lock(uri)).resolves.toMatchObject({
      uri,
      download: { digest: digestOf(DISK) },
    });
    expect(server.requests('pool/disk.img')).toEqual([
      'GET /pool/disk.img',
      // Of the half that was sent, what had arrived when the connection ended.
      expect.stringMatching(/^GET \/pool\/disk\.img [1-9]\d*-$/),
    ]);
  });

  it('several that want the same fetch it once, and the others say for whom they wait', async () => {
    const uri = server.put('disk.img', DISK, faults.cut);
    bench.recordRaw(uri, DISK);
    await Promise.all([bench.provide(uri), bench.provide(uri), bench.provide(uri)]);
    expect(server.requests('disk.img')).toHaveLength(2);
    expect(bench.progress).toContain(
      `waiting for process ${process.pid} (box 'one'), which fetches it`,
    );
  });

  it('what is unchanged upstream is not fetched again, what changed is', async () => {
    const uri = server.put('disk.img', DISK);
    const first = await bench.lock(uri);
    await expect(bench.lock(uri)).resolves.toEqual(first);
    expect(server.requests('disk.img')).toEqual(['GET /disk.img', 'HEAD /disk.img']);
    server.put('disk.img', OTHER);
    await expect(bench.lock(uri)).resolves.toMatchObject({
      download: { digest: digestOf(OTHER) },
    });
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    'a disk that fills up is named, and gets its space back (as root)',
    async () => {
      const uri = server.put('disk.img', DISK, (_request, response, body) => {
        response.writeHead(200).end(body);
        return true;
      });
      bench.recordRaw(uri, DISK);
      bench.cacheDir = join(bench.folder, 'small');
      mkdirSync(bench.cacheDir);
      await bench.tool(['mount', '-t', 'tmpfs', '-o', 'size=512k', 'none', bench.cacheDir]);
      try {
        await expect(bench.provide(uri)).rejects.toMatchObject({ code: 'DISK_FULL' });
        expect(downloads()).toEqual([]);
        // This time the server says how long it is.
        await expect(bench.provide(uri)).rejects.toMatchObject({
          code: 'DISK_FULL',
          message: expect.stringContaining('1.0 MiB are needed') as string,
        });
      } finally {
        await bench.tool(['umount', bench.cacheDir]);
      }
    },
  );
});
