import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { recogniseDisk } from './format';

/** Bytes with texts at certain places. */
function bytes(size: number, ...parts: readonly (readonly [at: number, text: string])[]): Buffer {
  const buffer = Buffer.alloc(size);
  for (const [at, text] of parts) buffer.write(text, at, 'latin1');
  return buffer;
}

interface Qcow2 {
  version?: number;
  backingFileAt?: bigint;
  incompatible?: bigint;
}

/** A qcow2 header as `qemu-img create` writes it, its tables at `tablesAt`. */
function qcow2(size: number, tablesAt: number, header: Qcow2 = {}): Buffer {
  const { version = 3, backingFileAt = 0n, incompatible = 0n } = header;
  const buffer = bytes(size, [0, 'QFI\xfb']);
  buffer.writeUInt32BE(version, 4);
  buffer.writeBigUInt64BE(backingFileAt, 8);
  buffer.writeBigUInt64BE(incompatible, 72);
  buffer.writeUInt32BE(4, 36);
  buffer.writeBigUInt64BE(BigInt(tablesAt), 40);
  buffer.writeBigUInt64BE(BigInt(tablesAt), 48);
  return buffer;
}

describe('recogniseDisk', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);
  const recognise = (content: Buffer) => {
    const path = join(folder.path, 'disk');
    writeFileSync(path, content);
    return recogniseDisk(path);
  };

  it.each<[string, Buffer, 'qcow2' | 'raw']>([
    ['qcow2', qcow2(0x40000, 0x30000), 'qcow2'],
    ['qcow2 that was not closed', qcow2(0x40000, 0x30000, { incompatible: 1n }), 'qcow2'],
    [
      'qcow2 whose header ends before the features',
      qcow2(0x40000, 0x30000, { version: 2, incompatible: 4n }),
      'qcow2',
    ],
    ['a disk with a partition table', bytes(4096, [510, '\x55\xaa']), 'raw'],
    ['a bare ext4 file system', bytes(8192, [0x438, '\x53\xef']), 'raw'],
    ['a bare XFS file system', bytes(8192, [0, 'XFSB']), 'raw'],
  ])('knows %s', (_, content, format) => expect(recognise(content)).toEqual({ format }));

  it.each<[string, Buffer, RegExp]>([
    ['an empty file', Buffer.alloc(0), /empty/],
    ['an HTML page', Buffer.from('\n<!DOCTYPE html><title>404</title>'), /HTML page/],
    ['a text', Buffer.from('#!/bin/sh\n'), /text file/],
    ['zeros', bytes(4096), /neither/],
    ['a cut raw disk', bytes(4095, [510, '\x55\xaa']), /cut off/],
    ['a cut qcow2 header', bytes(40, [0, 'QFI\xfb']), /cut off/],
    ['a qcow2 without its tables', qcow2(0x20000, 0x30000), /cut off/],
    ['a qcow2 overlay', qcow2(0x40000, 0x30000, { backingFileAt: 0x68n }), /backing file/],
    [
      'a qcow2 with an external data file',
      qcow2(0x40000, 0x30000, { incompatible: 0b101n }),
      /its data in another file/,
    ],
    ['VMDK', bytes(4096, [0, 'KDMV']), /VMDK/],
    ['gzip', bytes(4096, [0, '\x1f\x8b']), /gzip/],
    ['xz', bytes(4096, [0, '\xfd7zXZ\0']), /xz/],
    ['a CD', bytes(0x9000, [0x8001, 'CD001']), /CD image/],
  ])('refuses %s and says why', (_, content, because) => {
    expect(recognise(content)).toEqual({
      because: expect.stringMatching(because) as string,
      ...(because.source === 'cut off' && { cutOff: true }),
    });
  });
});
