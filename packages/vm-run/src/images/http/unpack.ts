// From what an address gave to the disk in it. What it is, is said by its bytes; a name proves nothing.
import { closeSync, createReadStream, openSync, readSync, renameSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { EnvironmentError, FlightlineError } from '@flightline/core/errors';
import { type Argv, type Runner, describeEnding, succeeded } from '@flightline/core/process';
import type { ImageContext } from '../image';
import { boxDisk } from './box';
import { type About, damaged } from './failures';
import { SparseFile } from './sparse-file';

/** What is behind the bytes of a packed file. */
interface Packing {
  name: string;
  magic: Buffer;
  /** The program that unpacks it to its output; Node itself without one. */
  program?: { argv: (path: string) => Argv; package: string };
}

/** RFC 1952; The .xz File Format, 2.1.1.1; RFC 8878, section 3.1.1. Node 20 knows the first only. */
const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: Buffer.from('1f8b', 'hex') },
  {
    name: 'xz',
    magic: Buffer.from('fd377a585a00', 'hex'),
    program: { argv: (path) => ['xz', '-dc', '--', path], package: 'xz-utils' },
  },
  {
    name: 'zstd',
    magic: Buffer.from('28b52ffd', 'hex'),
    program: { argv: (path) => ['zstd', '-dcq', '--', path], package: 'zstd' },
  },
];

/** Where `ustar` stands in the first block of a tar archive: POSIX.1-1988. */
const TAR_MAGIC = { text: 'ustar', at: 257 };
const HEAD_BYTES = 512;

/**
 * Puts the disk in `from` at `to`; the file `from` may be moved there. `bytes` is the most it may have. Raises IMAGE_DAMAGED for what is cut off
 * or broken, IMAGE_UNUSABLE for what is too large or a box without one usable disk, TOOL_MISSING, and the errors of the
 * file system.
 */
export async function unpack(
  { from, to, bytes, about }: { from: string; to: string; bytes: number; about: About },
  context: ImageContext,
): Promise<void> {
  const head = readHead(from);
  const packing = PACKINGS.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  if (packing === undefined && !isTar(head)) {
    renameSync(from, to);
    return;
  }
  context.onProgress({ detail: 'unpacking' });
  const opened = open(from, packing, context);
  try {
    await place(opened.stream, to, { bytes, about }, context.signal);
    await opened.end();
  } catch (error) {
    context.signal.throwIfAborted();
    throw explain(error, about, packing);
  } finally {
    opened.close();
  }
}

async function place(
  stream: Readable,
  to: string,
  limits: { bytes: number; about: About },
  signal: AbortSignal,
): Promise<void> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const first: Buffer[] = [];
  while (Buffer.concat(first).length < HEAD_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    first.push(value);
  }
  const all = (async function* () {
    yield* first;
    for (;;) {
      signal.throwIfAborted();
      const { value, done } = await chunks.next();
      if (done === true) return;
      yield value;
    }
  })();
  if (isTar(Buffer.concat(first))) {
    await boxDisk(all, to, limits);
    return;
  }
  const file = await SparseFile.create(to, limits);
  try {
    for await (const chunk of all) await file.write(chunk);
  } finally {
    await file.close();
  }
}

/** A stream of what is inside; `end` raises when the program that unpacks was not content. */
function open(
  path: string,
  packing: Packing | undefined,
  { runner, signal }: { runner: Runner; signal: AbortSignal },
): { stream: Readable; end: () => Promise<void>; close: () => void } {
  if (packing?.program === undefined) {
    const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
    if (packing === undefined) return { stream: file, end: nothing, close: () => file.destroy() };
    const stream = createGunzip({ chunkSize: 1024 * 1024 });
    file.on('error', (error) => stream.destroy(error));
    file.pipe(stream);
    const close = () => {
      file.destroy();
      stream.destroy();
    };
    return { stream, end: nothing, close };
  }
  const { argv, package: package_ } = packing.program;
  const child = runner.start(argv(path), { signal });
  child.stdin?.end();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-1000)));
  if (child.stdout === undefined) throw new Error('A program with pipes has no output.');
  const end = async () => {
    const exit = await child.exited;
    if (exit.ending === 'missing') throw missing(packing.name, argv(path)[0], package_);
    if (!succeeded(exit)) throw new Error(said.trim() || describeEnding(exit));
  };
  return { stream: child.stdout, end, close: () => void child.stop() };
}

const nothing = () => Promise.resolve();

const missing = (format: string, command: string, package_: string) =>
  new EnvironmentError(
    'TOOL_MISSING',
    `The image is packed with ${format}, and '${command}' is not installed or not on PATH.`,
    `Install it with: sudo apt-get install ${package_}`,
  );

/** What zlib and tar say about broken bytes; anything else, e.g. a full disk, is not the image's fault. */
function explain(error: unknown, about: About, packing: Packing | undefined): unknown {
  const { code = '', message, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof FlightlineError || syscall !== undefined || code.startsWith('ENO'))
    return error;
  const name = packing === undefined ? 'the archive' : `its ${packing.name} stream`;
  return damaged(about, `${name} is broken or cut off (${message})`, error);
}

function isTar(head: Buffer): boolean {
  const { text, at } = TAR_MAGIC;
  return head.toString('latin1', at, at + text.length) === text;
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
