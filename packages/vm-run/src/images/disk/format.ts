import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const SECTOR = 512;

/** What a file is, by its bytes; `because` says why it is no disk, `cutOff` that it was one before it lost its end. */
export type Recognised = { format: 'qcow2' | 'raw' } | { because: string; cutOff?: true };

interface Head {
  bytes: Buffer;
  /** Of the whole file. */
  size: number;
}

type Signature = readonly [matches: (head: Head) => boolean, says: (head: Head) => Recognised];

const startsWith = (magic: string, at = 0) => {
  const expected = Buffer.from(magic, 'latin1');
  return ({ bytes }: Head) => bytes.subarray(at, at + expected.length).equals(expected);
};
const not =
  (because: string): (() => Recognised) =>
  () => ({ because });
const isText = ({ bytes }: Head) => bytes.length > 0 && !bytes.includes(0);

// qcow2: QEMU docs/interop/qcow2.rst; the header has at least 72 bytes and ends with the place of the snapshots.
const QCOW2_HEADER = 72;
/** Bit 2 of the incompatible features, which follow that header from version 3 on: the data is in another file. */
const EXTERNAL_DATA_FILE = 1n << 2n;

/** The first that fits decides. */
const SIGNATURES: readonly Signature[] = [
  [({ size }) => size === 0, not('it is empty')],
  [startsWith('QFI\xfb'), qcow2],
  [
    startsWith('KDMV'),
    not('it is a VMDK disk, which has to be converted: qemu-img convert -O qcow2'),
  ],
  [
    startsWith('vhdxfile'),
    not('it is a VHDX disk, which has to be converted: qemu-img convert -O qcow2'),
  ],
  [
    startsWith('<<< ', 0),
    not('it is a VDI disk, which has to be converted: qemu-img convert -O qcow2'),
  ],
  [startsWith('\x1f\x8b'), not('it is compressed with gzip, or a Vagrant box')],
  [startsWith('\xfd7zXZ\0'), not('it is compressed with xz')],
  [startsWith('\x28\xb5\x2f\xfd'), not('it is compressed with zstd')],
  [startsWith('CD001', 0x8001), not('it is a CD image (ISO 9660)')],
  [isHtml, not('it is an HTML page, as a download that failed leaves')],
  [isText, not('it is a text file')],
  [({ size }) => size % SECTOR !== 0, cutOff],
  [startsWith('\x55\xaa', 510), () => ({ format: 'raw' })],
  // ext2, ext3, ext4: the magic number of the superblock.
  [startsWith('\x53\xef', 0x438), () => ({ format: 'raw' })],
  [startsWith('XFSB'), () => ({ format: 'raw' })],
];

/** Recognises a disk image by its content; a name proves nothing. */
export function recogniseDisk(path: string): Recognised {
  const head = readHead(path);
  const [, says] = SIGNATURES.find(([matches]) => matches(head)) ?? [];
  return says?.(head) ?? { because: 'it has neither a partition table nor a file system' };
}

function qcow2({ bytes, size }: Head): Recognised {
  if (bytes.length < QCOW2_HEADER)
    return { because: 'it is cut off inside its header', cutOff: true };
  const l1Entries = bytes.readUInt32BE(36);
  const l1At = Number(bytes.readBigUInt64BE(40));
  const refcountsAt = Number(bytes.readBigUInt64BE(48));
  const backingFileAt = bytes.readBigUInt64BE(8);
  if (backingFileAt !== 0n) return { because: 'it needs a backing file' };
  if (hasDataFile(bytes)) return { because: 'it keeps its data in another file' };
  return l1At + 8 * l1Entries > size || refcountsAt >= size
    ? { because: 'it is cut off: its tables stand behind its end', cutOff: true }
    : { format: 'qcow2' };
}

/** Such a header may name any file of this host, which QEMU would open. */
function hasDataFile(bytes: Buffer): boolean {
  if (bytes.readUInt32BE(4) < 3 || bytes.length < QCOW2_HEADER + 8) return false;
  return (bytes.readBigUInt64BE(QCOW2_HEADER) & EXTERNAL_DATA_FILE) !== 0n;
}

function cutOff({ size }: Head): Recognised {
  return {
    because: `it is cut off, or no disk: ${size} bytes are no whole number of sectors`,
    cutOff: true,
  };
}

function isHtml({ bytes }: Head): boolean {
  return /^\s*<(?:!doctype|html|\?xml)/i.test(bytes.toString('latin1', 0, SECTOR));
}

function readHead(path: string): Head {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(0x9000);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, length), size: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}
