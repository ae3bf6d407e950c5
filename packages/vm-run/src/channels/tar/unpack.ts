// Writes what a guest sent as a tar stream. Files and folders are made one by one, never over something that is
// there; links are made last, and only to what was written before, so that nothing is ever written through one.
import {
  type FileHandle,
  constants,
  copyFile,
  lstat,
  mkdir,
  open,
  symlink,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { EnvironmentError } from '@flightline/core/errors';
import { type Redaction, byteRedaction } from '@flightline/core/redaction';
import { type Header, extract } from 'tar-stream';
import type { PullLimits, PullOptions, PullReport, Refusal } from '../channel';
import { judgeName, linkTarget, showName, whereFar } from './entry-path';
import { objectionTo } from './objection';

export type Unpacked = Omit<PullReport, 'found'>;

/** What may be read and thrown away, e.g. files that are too large, before the guest is not listened to any more. */
const WASTE_BYTES = 64 * 1024 * 1024;

/** What tar-stream hands out. */
interface Entry extends AsyncIterable<Uint8Array> {
  readonly header: Header;
  /** Lets the rest of the content pass. */
  resume(): unknown;
}

/** The tar stream broke a limit that ends it. */
class Stop extends Error {}

/**
 * Unpacks until the stream ends, breaks or goes beyond the limits, or `signal` fires, and says what was taken and what
 * was not.
 * Text is written without its secrets, where `redaction` knows them. Raises DISK_FULL when this host has no room.
 */
export async function unpack(
  stream: AsyncIterable<Uint8Array>,
  localDir: string,
  limits: PullLimits,
  { signal, redaction }: PullOptions = {},
): Promise<Unpacked> {
  const unpacking = new Unpacking(localDir, limits, signal, redaction);
  await unpacking.makeRoot();
  const broken = await unpacking.readAll(stream);
  await unpacking.makeLinks();
  const because = broken ?? unpacking.leftOut;
  const { files, bytes, refused } = unpacking;
  return { complete: because === undefined, ...(because && { because }), files, bytes, refused };
}

interface Link {
  path: string;
  shown: string;
  target: string;
}

class Unpacking {
  files = 0;
  bytes = 0;
  readonly refused: Refusal[] = [];
  /** Why files were left in the guest that could have been taken; undefined while none was. */
  leftOut: string | undefined;
  private entries = 0;
  private arrived = 0;
  private current = '';
  private readonly links: Link[] = [];
  /** Paths of what stands in the target folder and is no link. */
  private readonly written = new Map<string, 'file' | 'folder'>([['', 'folder']]);

  constructor(
    private readonly root: string,
    private readonly limits: PullLimits,
    private readonly signal: AbortSignal | undefined,
    private readonly redaction: Redaction | undefined,
  ) {}

  /** How many bytes of the guest are listened to. */
  private get patience(): number {
    return 2 * this.limits.maxBytes + WASTE_BYTES;
  }

  /** Where the target folder cannot be, e.g. because a file stands there, each entry meets that and is refused. */
  async makeRoot(): Promise<void> {
    await this.attempt(() => mkdir(this.root, { recursive: true }));
  }

  /** Why the stream did not come to its regular end; undefined when it did. */
  async readAll(stream: AsyncIterable<Uint8Array>): Promise<string | undefined> {
    const tar = extract();
    const source = Readable.from(this.metered(stream));
    let cut: Error | undefined;
    source.on('error', (error) => {
      cut = error;
      // The entries that have arrived are still unpacked; of the one that was cut, what was already handed on.
      tar.end(undefined);
    });
    source.pipe(tar);
    try {
      for await (const entry of tar as AsyncIterable<Entry>) await this.take(entry);
      return cut && this.explain(cut);
    } catch (error) {
      if (error instanceof EnvironmentError) throw error;
      return this.explain(cut ?? (error as Error));
    } finally {
      tar.destroy();
      source.destroy();
    }
  }

  private explain(error: Error): string {
    if (error instanceof Stop) return error.message;
    const where = this.current === '' ? 'before its first entry' : `at '${this.current}'`;
    return `The stream from the guest broke ${where}: ${error.message}.`;
  }

  private async *metered(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      this.rejectInterruption();
      this.arrived += chunk.length;
      if (this.arrived > this.patience) {
        throw new Stop(`The guest sent far more than ${this.limits.maxBytes} bytes.`);
      }
      yield chunk;
    }
  }

  private rejectInterruption(): void {
    if (this.signal?.aborted === true) throw new Stop('It was interrupted.');
  }

  private async take(entry: Entry): Promise<void> {
    this.rejectInterruption();
    const { header } = entry;
    this.current = showName(header.name);
    this.entries += 1;
    if (this.entries > this.limits.maxFiles) {
      throw new Stop(
        `The guest sent more than ${this.limits.maxFiles} files; the rest was left there.`,
      );
    }
    // Nobody listens for long enough to hear its end.
    if (this.arrived + header.size > this.patience) {
      this.refuse(this.current, `Its ${header.size} bytes are far more than the limit.`);
      throw new Stop(
        `'${this.current}' has ${header.size} bytes; what would have come after it was left there.`,
      );
    }
    const judged = judgeName(header.name);
    const because = 'path' in judged ? await this.make(judged.path, entry) : judged.because;
    if (because !== undefined) this.refuse(this.current, because);
    entry.resume();
  }

  private refuse(path: string, because: string): void {
    this.refused.push({ path, because });
  }

  /** Makes what an entry stands for; otherwise says why not. */
  private async make(path: string, entry: Entry): Promise<string | undefined> {
    const { type, linkname } = entry.header;
    const far = this.isFar(path, type);
    if (far !== undefined) return far;
    switch (type) {
      case 'directory':
        return this.makeFolder(path);
      case 'file':
      case 'contiguous-file':
        return this.makeFile(path, entry);
      case 'symlink':
        this.links.push({ path, shown: this.current, target: linkname });
        return undefined;
      case 'link':
        return this.copyLinked(path, linkname);
      default:
        return `It is no file, folder or link (its type is '${type}').`;
    }
  }

  private isFar(path: string, type: Header['type']): string | undefined {
    const where = whereFar(path);
    if (where === undefined) return undefined;
    // A folder says nothing that would be missed.
    if (type !== 'directory')
      this.leftOut ??= `The guest has files that lie ${where}; they were left there.`;
    return `It lies ${where}.`;
  }

  private async makeFolder(path: string): Promise<string | undefined> {
    if (this.written.get(path) === 'folder') return undefined;
    if (this.written.has(path)) return 'A file of that name came before.';
    const obstacle = await this.makeParent(path);
    if (obstacle !== undefined) return obstacle;
    return this.attempt(
      () => makeRealFolder(join(this.root, path)),
      () => this.written.set(path, 'folder'),
    );
  }

  private makeParent(path: string): Promise<string | undefined> {
    const parent = dirname(path);
    return parent === '.' ? Promise.resolve(undefined) : this.makeFolder(parent);
  }

  private async makeFile(path: string, entry: Entry): Promise<string | undefined> {
    const obstacle = this.lacksRoom(entry.header.size) ?? (await this.makeParent(path));
    if (obstacle !== undefined) return obstacle;
    let file: FileHandle | undefined;
    const failed = await this.attempt(
      async () => (file = await open(join(this.root, path), 'wx', modeOf(entry.header))),
      () => this.written.set(path, 'file'),
    );
    if (file === undefined) return failed;
    this.files += 1;
    return this.attempt(() => this.fill(file as FileHandle, entry));
  }

  private lacksRoom(size: number): string | undefined {
    const { maxBytes } = this.limits;
    if (this.bytes + size <= maxBytes) return undefined;
    this.leftOut = `The guest has more than ${maxBytes} bytes; files that did not fit were left there.`;
    return `With its ${size} bytes the limit of ${maxBytes} would be exceeded.`;
  }

  private async fill(file: FileHandle, entry: Entry): Promise<void> {
    const text = this.redaction && byteRedaction(this.redaction, { spares: 'binary' });
    try {
      for await (const chunk of entry) {
        await file.writeFile(text?.push(chunk) ?? chunk);
        this.bytes += chunk.length;
      }
      if (text !== undefined) await file.writeFile(text.end());
    } finally {
      await file.close();
    }
  }

  /** A second name of a file: it becomes a copy, because a copy points nowhere. */
  private async copyLinked(path: string, linkname: string): Promise<string | undefined> {
    const judged = judgeName(linkname);
    const source = 'path' in judged ? judged.path : undefined;
    if (source === undefined || this.written.get(source) !== 'file') {
      return 'It is a hard link to something that was not brought home.';
    }
    const from = join(this.root, source);
    const size = await sizeOf(from);
    const obstacle = this.lacksRoom(size) ?? (await this.makeParent(path));
    if (obstacle !== undefined) return obstacle;
    return this.attempt(
      () => copyFile(from, join(this.root, path), constants.COPYFILE_EXCL),
      () => {
        this.written.set(path, 'file');
        this.files += 1;
        this.bytes += size;
      },
    );
  }

  async makeLinks(): Promise<void> {
    for (const { path, shown, target } of this.links) {
      const to = linkTarget(path, target);
      const because =
        to === undefined || this.written.get(to) !== 'file'
          ? `It is a link to '${showName(target)}', which is no file that was brought home.`
          : await this.makeLink(path, to);
      if (because !== undefined) this.refuse(shown, because);
    }
  }

  /** The link's text is ours and not the guest's: the shortest way to something real. */
  private async makeLink(path: string, to: string): Promise<string | undefined> {
    const obstacle = await this.makeParent(path);
    if (obstacle !== undefined) return obstacle;
    return this.attempt(() => symlink(relative(dirname(path), to) || '.', join(this.root, path)));
  }

  private async attempt(
    act: () => Promise<unknown>,
    done: () => unknown = () => undefined,
  ): Promise<string | undefined> {
    const objection = await objectionTo(this.root, act);
    if (objection === undefined) done();
    return objection;
  }
}

/** A folder that stands there from an earlier pull will do; a link to one will not. */
async function makeRealFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await lstat(path)).isDirectory()) throw error;
  }
}

/** Of all a guest says about a mode, only whether the file can be executed. */
const modeOf = ({ mode }: Header) => ((mode & 0o111) === 0 ? 0o644 : 0o755);

async function sizeOf(path: string): Promise<number> {
  return (await lstat(path)).size;
}
