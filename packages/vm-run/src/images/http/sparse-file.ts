import { type FileHandle, open } from 'node:fs/promises';
import { formatBytes } from '@flightline/core/events';
import { type About, unusable } from './failures';

/** A hole is worth it from this size on. */
const BLOCK = 64 * 1024;
const ZEROS = Buffer.alloc(BLOCK);

/** A file that is written front to back, in which zeros take no space on disk. */
export class SparseFile {
  private at = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly limits: { bytes: number; about: About },
  ) {}

  static async create(path: string, limits: { bytes: number; about: About }): Promise<SparseFile> {
    return new SparseFile(await open(path, 'w'), limits);
  }

  /** Raises IMAGE_UNUSABLE when the file would become larger than it may be. */
  async write(chunk: Buffer): Promise<void> {
    const { bytes, about } = this.limits;
    if (this.at + chunk.length > bytes) {
      throw unusable(about, `its disk unpacks to more than ${formatBytes(bytes)}`);
    }
    for (let start = 0; start < chunk.length;) {
      // Blocks of the file, so that what comes in odd pieces still leaves holes.
      const block = chunk.subarray(start, start + BLOCK - (this.at % BLOCK));
      if (!block.equals(ZEROS.subarray(0, block.length))) {
        await this.handle.write(block, 0, block.length, this.at);
      }
      this.at += block.length;
      start += block.length;
    }
  }

  async close(): Promise<void> {
    try {
      await this.handle.truncate(this.at);
    } finally {
      await this.handle.close();
    }
  }
}
