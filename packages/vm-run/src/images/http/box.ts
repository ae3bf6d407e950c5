// A Vagrant box: a tar archive with metadata.json and, for libvirt, box.img or the disks that it names; for others, VMDK
// disks. developer.hashicorp.com/vagrant/docs/boxes/format, vagrant-libvirt: lib/vagrant-libvirt/action/handle_box_image.rb
import { renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { type Header, extract } from 'tar-stream';
import { recogniseDisk } from '../disk';
import { type About, damaged, unusable } from './failures';
import { SparseFile } from './sparse-file';

interface Limits {
  bytes: number;
  about: About;
}

type Entry = AsyncIterable<Buffer> & { header: Header; resume: () => unknown };

const METADATA = 'metadata.json';
const METADATA_BYTES = 1024 * 1024;
const MOST_ENTRIES = 1000;
const DISK = /\.(img|qcow2|raw|vmdk)$/;
const GIB = 1024 ** 3;

/** What metadata.json may say about the disk. */
interface Metadata {
  format?: unknown;
  /** GiB, rounded up. */
  virtual_size?: unknown;
  disks?: unknown;
}

/** Puts the one disk of a box at `to`. Raises IMAGE_UNUSABLE or IMAGE_DAMAGED. */
export async function boxDisk(
  stream: AsyncIterable<Buffer>,
  to: string,
  limits: Limits,
): Promise<void> {
  const disks = new Map<string, string>();
  let metadata: Metadata = {};
  let entries = 0;
  let left = limits.bytes;
  const tar = extract();
  const source = Readable.from(stream);
  source.on('error', (error) => tar.destroy(error));
  source.pipe(tar);
  try {
    for await (const entry of tar as unknown as AsyncIterable<Entry>) {
      entries += 1;
      const name = checkedName(entry.header, entries, limits.about);
      if (name === METADATA) metadata = await readMetadata(entry, limits.about);
      else if (entry.header.type === 'file' && DISK.test(name)) {
        if (disks.has(name)) throw unusable(limits.about, `the box has '${name}' twice`);
        const path = join(dirname(to), `entry-${disks.size}`);
        disks.set(name, path);
        await save(entry, path, { ...limits, bytes: left });
        left -= entry.header.size;
      } else entry.resume();
    }
    renameSync(choose(disks, metadata, limits.about), to);
    rejectContradiction(to, metadata, limits.about);
  } finally {
    source.destroy();
    for (const path of disks.values()) rmSync(path, { force: true });
  }
}

/** A box with one entry that would go elsewhere is not to be trusted in its others. */
function checkedName({ name, type, linkname }: Header, count: number, about: About): string {
  if (count > MOST_ENTRIES) throw unusable(about, `the box has more than ${MOST_ENTRIES} entries`);
  const path = posix.normalize(name);
  const goesOut = path.startsWith('/') || path.split('/').includes('..');
  if (goesOut) throw unusable(about, `the box has an entry outside of it, '${name}'`);
  if (type === 'symlink' || type === 'link') {
    throw unusable(about, `the box has a link, '${name}' to '${linkname}'`);
  }
  return path;
}

async function readMetadata(entry: Entry, about: About): Promise<Metadata> {
  const chunks: Buffer[] = [];
  if (entry.header.size > METADATA_BYTES) {
    throw unusable(about, `its ${METADATA} has ${entry.header.size} bytes`);
  }
  for await (const chunk of entry) chunks.push(chunk);
  try {
    return (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Metadata | null) ?? {};
  } catch {
    throw unusable(about, `its ${METADATA} is no JSON`);
  }
}

async function save(entry: Entry, path: string, limits: Limits): Promise<void> {
  const file = await SparseFile.create(path, limits);
  try {
    for await (const chunk of entry) await file.write(chunk);
  } finally {
    await file.close();
  }
}

function pathOf(disk: unknown): string {
  const path = (disk as { path?: unknown } | null)?.path;
  return typeof path === 'string' ? path : '';
}

function choose(disks: Map<string, string>, { disks: listed }: Metadata, about: About): string {
  const named = Array.isArray(listed) ? listed.map(pathOf) : [...disks.keys()];
  const [name = '', ...others] = named;
  if (others.length > 0) {
    const all = named.map((each) => `'${each}'`).join(', ');
    throw unusable(about, `the box has more than one disk (${all})`);
  }
  const path = disks.get(posix.normalize(name));
  if (path === undefined) throw unusable(about, 'the box has no disk (box.img or *.vmdk)');
  return path;
}

function rejectContradiction(path: string, { format, virtual_size }: Metadata, about: About): void {
  const disk = recogniseDisk(path);
  if (!('format' in disk)) return;
  if ((format === 'qcow2' || format === 'raw') && format !== disk.format) {
    throw unusable(about, `${METADATA} calls its disk ${format}, but it is ${disk.format}`);
  }
  if (disk.format !== 'raw' || typeof virtual_size !== 'number') return;
  if (statSync(path).size <= (virtual_size - 1) * GIB) {
    throw damaged(about, `its raw disk is shorter than the ${virtual_size} GiB of ${METADATA}`);
  }
}
