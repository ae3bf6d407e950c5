// Archives as their tools make them, for what is to be found in them.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** Files by their path. */
type Members = Readonly<Record<string, Buffer>>;

/** Deflated, as wheels are. */
export function zipOf(members: Members): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const packed = deflateRawSync(bytes);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(crc32(bytes), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(bytes.length, 18);
    header.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), header, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    locals.push(local);
    entries.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), header, place, Buffer.from(name)]),
    );
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

export async function tarOf(members: Members): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(members)) archive.entry({ name }, bytes);
  archive.entry({ name: 'link', type: 'symlink', linkname: 'nowhere' });
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What PyInstaller puts behind its boot loader; every second member is packed. */
export function pyinstallerOf(loader: Buffer, members: Members, behind = Buffer.alloc(0)): Buffer {
  const bodies: Buffer[] = [];
  const contents: Buffer[] = [];
  let at = 0;
  for (const [index, [name, bytes]] of Object.entries(members).entries()) {
    const isPacked = index % 2 === 0;
    const body = isPacked ? deflateSync(bytes) : bytes;
    const entry = Buffer.alloc(Math.ceil((18 + name.length + 1) / 16) * 16);
    entry.writeUInt32BE(entry.length, 0);
    entry.writeUInt32BE(at, 4);
    entry.writeUInt32BE(body.length, 8);
    entry.writeUInt32BE(bytes.length, 12);
    entry.writeUInt8(isPacked ? 1 : 0, 16);
    entry.write(`b${name}`, 17);
    contents.push(entry);
    bodies.push(body);
    at += body.length;
  }
  const table = Buffer.concat(contents);
  const cookie = Buffer.alloc(88);
  cookie.write('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');
  cookie.writeUInt32BE(at + table.length + cookie.length, 8);
  cookie.writeUInt32BE(at, 12);
  cookie.writeUInt32BE(table.length, 16);
  cookie.writeUInt32BE(311, 20);
  return Buffer.concat([loader, ...bodies, table, cookie, behind]);
}
