// A partition table: UEFI Specification 2.10, chapter 5.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface Partition {
  /** Kind of partition, as a GUID. */
  type: string;
  name: string;
  /** Sectors of 512 bytes; the last one belongs to it. */
  first: number;
  last: number;
}

export const SECTOR = 512;
const ENTRIES = 128;
const ENTRY = 128;
const TABLE_SECTORS = (ENTRIES * ENTRY) / SECTOR;
/** What is at the front of a disk and, mirrored, at its end: protective MBR, header, table. */
const FRONT_SECTORS = 2 + TABLE_SECTORS;

/** The front of a disk and its end, which begins at `sectors - TABLE_SECTORS - 1`. */
export function partitionTable(
  sectors: number,
  partitions: readonly Partition[],
): { front: Buffer; end: Buffer } {
  const table = Buffer.alloc(ENTRIES * ENTRY);
  partitions.forEach(({ type, name, first, last }, index) => {
    const at = index * ENTRY;
    guid(type).copy(table, at);
    guid(identifier(name)).copy(table, at + 16);
    table.writeBigUInt64LE(BigInt(first), at + 32);
    table.writeBigUInt64LE(BigInt(last), at + 40);
    table.write(name, at + 56, 'utf16le');
  });
  const header = (own: number, other: number, tableAt: number) => {
    const block = Buffer.alloc(SECTOR);
    block.write('EFI PART\0\0\x01\0\x5c\0\0\0', 'latin1');
    block.writeBigUInt64LE(BigInt(own), 24);
    block.writeBigUInt64LE(BigInt(other), 32);
    block.writeBigUInt64LE(BigInt(FRONT_SECTORS), 40);
    block.writeBigUInt64LE(BigInt(sectors - FRONT_SECTORS), 48);
    guid(identifier('disk')).copy(block, 56);
    block.writeBigUInt64LE(BigInt(tableAt), 72);
    block.writeUInt32LE(ENTRIES, 80);
    block.writeUInt32LE(ENTRY, 84);
    block.writeUInt32LE(crc32(table), 88);
    block.writeUInt32LE(crc32(block.subarray(0, 92)), 16);
    return block;
  };
  const last = sectors - 1;
  return {
    front: Buffer.concat([protectiveMbr(sectors), header(1, last, 2), table]),
    end: Buffer.concat([table, header(last, 1, last - TABLE_SECTORS)]),
  };
}

/** One partition over all, so that who knows no GPT sees no empty disk; marked bootable for BIOSes that ask for it. */
function protectiveMbr(sectors: number): Buffer {
  const block = Buffer.alloc(SECTOR);
  block.set([0x80, 0, 2, 0, 0xee, 0xff, 0xff, 0xff], 446);
  block.writeUInt32LE(1, 454);
  block.writeUInt32LE(sectors - 1, 458);
  block.set([0x55, 0xaa], 510);
  return block;
}

/** Appendix A: the first three parts are little endian. */
function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

const identifier = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32);
