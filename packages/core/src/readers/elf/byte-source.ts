import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that can be read at any place. */
export interface ByteSource {
  readonly size: number;
  /** From `offset` on, as many as there are of `length`; none for a place outside. */
  read(offset: number, length: number): Buffer;
}

export const bufferSource = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

/** What a reader looks at lies close together, so a page answers many questions. */
const PAGE = 16 * 1024;

/** Opens a file for as long as it is used. Raises what the system says. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(fileSource(file));
  } finally {
    closeSync(file);
  }
}

/** As `withFile`, for what takes its time. */
export async function withOpenFile<T>(
  path: string,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const file = openSync(path, 'r');
  try {
    return await use(fileSource(file));
  } finally {
    closeSync(file);
  }
}

function fileSource(file: number): ByteSource {
  const { size } = fstatSync(file);
  let page: { start: number; bytes: Buffer } | undefined;
  const from = (offset: number, length: number) => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  };
  return {
    size,
    read: (offset, length) => {
      if (length > PAGE) return from(offset, length);
      if (page === undefined || offset < page.start || offset + length > page.start + PAGE) {
        page = { start: offset, bytes: from(offset, PAGE) };
      }
      return page.bytes.subarray(offset - page.start, offset - page.start + length);
    },
  };
}
