// A CD image with a few files in its root folder: ECMA-119 (ISO 9660), and of Rock Ridge (IEEE P1282) the names, because
// ISO 9660 itself knows neither small letters nor hyphens. The same files give the same bytes.

export interface IsoFile {
  name: string;
  content: string;
}

const SECTOR = 2048;
/** ECMA-119, 6.2.1: the first 16 sectors belong to the system. */
const [DESCRIPTOR, TERMINATOR, PATHS_LITTLE, PATHS_BIG, ROOT, DATA] = [16, 17, 18, 19, 20, 21];
const DESCRIPTOR_BYTES = 190;
const ROOT_RECORD_AT = 156;
/** 2000-01-01, as 9.1.5 writes dates: years since 1900, month, day, time, zone. */
const DATE = [100, 1, 1, 0, 0, 0, 0];
const DATE_TEXT = '2000010100000000\0';

/** The image; `label` is its volume identifier. Raises a RangeError when the names do not fit into one sector. */
export function isoImage(label: string, files: readonly IsoFile[]): Buffer {
  const contents = files.map(({ content }) => padded(Buffer.from(content, 'utf8')));
  const sectors = contents.reduce((sum, { length }) => sum + length / SECTOR, DATA);
  const image = Buffer.alloc(DATA * SECTOR);
  rootFolder(files).copy(image, ROOT * SECTOR);
  volumeDescriptor(label, sectors).copy(image, DESCRIPTOR * SECTOR);
  image.write('\xffCD001\x01', TERMINATOR * SECTOR, 'latin1');
  pathTable('LE').copy(image, PATHS_LITTLE * SECTOR);
  pathTable('BE').copy(image, PATHS_BIG * SECTOR);
  return Buffer.concat([image, ...contents]);
}

/** ECMA-119, 8.4. */
function volumeDescriptor(label: string, sectors: number): Buffer {
  const block = Buffer.alloc(SECTOR);
  block.write('\x01CD001\x01', 0, 'latin1');
  block.fill(' ', 8, 72);
  block.write(label, 40, 'latin1');
  block.set(both32(sectors), 80);
  block.set(both16(1), 120);
  block.set(both16(1), 124);
  block.set(both16(SECTOR), 128);
  block.set(both32(pathTable('LE').length), 132);
  block.writeUInt32LE(PATHS_LITTLE, 140);
  block.writeUInt32BE(PATHS_BIG, 148);
  record('\0', ROOT, SECTOR, true).copy(block, ROOT_RECORD_AT);
  block.fill(' ', DESCRIPTOR_BYTES, 813);
  for (const at of [813, 830]) block.write(DATE_TEXT, at, 'latin1');
  for (const at of [847, 864]) block.write('0'.repeat(16), at, 'latin1');
  block[881] = 1;
  return block;
}

function rootFolder(files: readonly IsoFile[]): Buffer {
  let at = DATA;
  // SUSP, 5.3: the first record says that Rock Ridge is spoken.
  const records = [
    record('\0', ROOT, SECTOR, true, Buffer.from('SP\x07\x01\xbe\xef\x00', 'latin1')),
    record('\x01', ROOT, SECTOR, true),
    ...files.map(({ name, content }, index) => {
      const size = Buffer.byteLength(content);
      const made = record(`FILE${index}.;1`, at, size, false, alternateName(name));
      at += Math.ceil(size / SECTOR);
      return made;
    }),
  ];
  const folder = Buffer.concat(records);
  if (folder.length > SECTOR) throw new RangeError('The names do not fit into one sector.');
  return padded(folder);
}

/** IEEE P1282, 4.1.4: `NM`. */
function alternateName(name: string): Buffer {
  const bytes = Buffer.from(name, 'latin1');
  return Buffer.concat([
    Buffer.from(['N', 'M'].map((c) => c.charCodeAt(0))),
    Buffer.from([5 + bytes.length, 1, 0]),
    bytes,
  ]);
}

/** ECMA-119, 9.1; each part and the whole have an even number of bytes. */
function record(
  name: string,
  sector: number,
  size: number,
  isFolder: boolean,
  extension: Buffer = Buffer.alloc(0),
): Buffer {
  const named = 33 + name.length + ((name.length + 1) % 2);
  const block = Buffer.alloc(named + extension.length + (extension.length % 2));
  block[0] = block.length;
  block.set(both32(sector), 2);
  block.set(both32(size), 10);
  block.set(DATE, 18);
  block[25] = isFolder ? 2 : 0;
  block.set(both16(1), 28);
  block[32] = name.length;
  block.write(name, 33, 'latin1');
  extension.copy(block, named);
  return block;
}

/** ECMA-119, 9.4; of the root folder alone. */
function pathTable(order: 'LE' | 'BE'): Buffer {
  const table = Buffer.alloc(10);
  table[0] = 1;
  table[`writeUInt32${order}`](ROOT, 2);
  table[`writeUInt16${order}`](1, 6);
  return table;
}

/** ECMA-119, 7.2.3 and 7.3.3: numbers in both orders. */
function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(value, 0);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}

function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((SECTOR - (bytes.length % SECTOR)) % SECTOR)]);
}
