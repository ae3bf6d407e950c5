import { type Hash, createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Argv, type Runner, createRunner, succeeded } from '@flightline/core/process';
import type { Image, ImageContext, ImageRequest } from '../../../packages/vm-run/src/images';
import { httpSource } from '../../../packages/vm-run/src/images/http/http';
import { LIMITS, type Limits } from '../../../packages/vm-run/src/images/http/limits';
import { type LockFile, writeLockFile } from '../../../packages/vm-run/src/images/lock-file';

/** Short enough for tests, with the same rules. */
const QUICK: Limits = {
  ...LIMITS,
  ...{ idleMs: 500, attempts: 3, pauseMs: 10, longestPauseMs: 50, diskBytes: 16 * 1024 ** 2 },
};

/** A box in a folder of its own that fetches images into a cache of its own. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'fl-download-'));
  readonly notices: string[] = [];
  readonly progress: string[] = [];
  env: Record<string, string> = { no_proxy: '*' };
  cacheDir = join(this.folder, 'cache');
  private readonly source = httpSource('http', QUICK);

  private constructor(private readonly runner: Runner) {
    mkdirSync(join(this.folder, 'box'));
  }

  static async make(): Promise<Bench> {
    return new Bench(await createRunner());
  }

  request(uri: string): ImageRequest {
    const { folder } = this;
    return { uri, packages: [], releaseRoot: folder, boxRoot: join(folder, 'box'), box: 'one' };
  }

  /** As `nx run one:vm-image` does. */
  async lock(uri: string): Promise<LockFile> {
    const lock = await this.source.lock(this.request(uri), this.context());
    this.record(lock);
    return lock;
  }

  /** As a run does. */
  provide(uri: string): Promise<Image> {
    return this.source.provide(this.request(uri), this.context());
  }

  /** Writes a lock as it was when the address gave `body`, a raw disk. */
  recordRaw(uri: string, body: Buffer): void {
    const disk = { size: body.length, digest: digestOf(body) };
    this.record({ uri, download: { ...disk, modified: null, confirmedBy: null }, files: { disk } });
  }

  async tool(argv: Argv): Promise<string> {
    const result = await this.runner.run(argv, { cwd: this.folder });
    if (!succeeded(result)) throw new Error(`${argv.join(' ')}: ${result.stderr}`);
    return result.stdout;
  }

  write(name: string, content: Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private record(lock: LockFile): void {
    writeLockFile(join(this.folder, 'box'), lock);
  }

  private context(): ImageContext {
    const { runner, env, cacheDir } = this;
    return {
      ...{ runner, env, cacheDir, signal: new AbortController().signal },
      onProgress: ({ detail }) => this.progress.push(detail),
      notice: (message) => this.notices.push(message),
    };
  }
}

export function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

/** A raw disk of one MiB with a partition table's signature, of bytes that do not compress and are always the same. */
export function rawDisk(seed: string): Buffer {
  const blocks: Buffer[] = [];
  let last: Hash = createHash('sha512').update(seed);
  for (let size = 0; size < 1024 ** 2; size += 64) {
    const block = last.digest();
    blocks.push(block);
    last = createHash('sha512').update(block);
  }
  const disk = Buffer.concat(blocks);
  disk.write('\x55\xaa', 510, 'latin1');
  return disk;
}

/** The same with one bit turned over. */
export function flipped(body: Buffer, at: number): Buffer {
  const copy = Buffer.from(body);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
