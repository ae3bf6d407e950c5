// An archive as the kernel unpacks it: "newc" cpio, Documentation/driver-api/early-userspace/buffer-format.rst.

const TRAILER = 'TRAILER!!!';

interface Entry {
  /** Path in the archive, without a slash in front. */
  path: string;
  mode: number;
  text: string;
}

/** An archive of plain files. Behind another one, its files take the place of files of the same name. */
export function cpio(files: readonly Entry[]): Buffer {
  return Buffer.concat([...files, { path: TRAILER, mode: 0, text: '' }].map(record));
}

/** Bytes up to the next multiple of four, where the next archive may begin. */
export function aligned(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function record({ path, mode, text }: Entry, index: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const data = Buffer.from(text);
  // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const fields = [index + 1, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const header = fields.map((field) => field.toString(16).padStart(8, '0')).join('');
  return Buffer.concat([
    aligned(Buffer.concat([Buffer.from(`070701${header}`), name])),
    aligned(data),
  ]);
}
