/** A raw disk of 4 KiB that differs from every other by its label; told by its boot signature. */
export function rawDisk(label: string): Buffer {
  const disk = Buffer.alloc(4096);
  disk.write(label, 0, 'utf8');
  disk.writeUInt16BE(0x55aa, 510);
  return disk;
}
