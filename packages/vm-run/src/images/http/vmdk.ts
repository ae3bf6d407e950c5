import { closeSync, openSync, readSync } from 'node:fs';
import { EnvironmentError } from '@flightline/core/errors';
import { formatBytes } from '@flightline/core/events';
import { type Argv, describeEnding, succeeded } from '@flightline/core/process';
import type { ImageContext } from '../image';
import { type About, damaged, unusable } from './failures';

const MAGIC = 'KDMV';
/** Behind magic, version and flags: size in sectors, little endian. VMware: Virtual Disk Format 1.1, `SparseExtentHeader`. */
const CAPACITY_AT = 12;
const HEADER = 512;

/** Whether a file is a VMDK disk in one file. */
export function isVmdk(path: string): boolean {
  return header(path).toString('latin1', 0, MAGIC.length) === MAGIC;
}

/** Converts it to qcow2. Raises IMAGE_UNUSABLE, IMAGE_DAMAGED, TOOL_MISSING or DISK_FULL. */
export async function convertVmdk(
  { from, to, bytes, about }: { from: string; to: string; bytes: number; about: About },
  { runner, signal, onProgress }: ImageContext,
): Promise<void> {
  rejectReferences(from, about);
  const run = async (argv: Argv) => {
    const result = await runner.run(argv, { signal });
    signal.throwIfAborted();
    if (succeeded(result)) return result.stdout;
    if (result.ending === 'missing') throw missing(argv[0]);
    const said = `${result.stderr}\n${result.stdout}`.trim();
    if (/File too large/.test(said) || result.signal === 'SIGXFSZ') throw tooLarge(about, bytes);
    if (/No space left|Disk quota/.test(said)) throw full(said);
    throw damaged(about, `its VMDK disk cannot be read (${said || describeEnding(result)})`);
  };
  const info = JSON.parse(
    await run(['qemu-img', 'info', '--output=json', '-f', 'vmdk', from]),
  ) as Record<string, unknown>;
  // It names a file of the host that QEMU would read.
  if (info['backing-filename'] !== undefined) throw unusable(about, 'its VMDK disk needs another');
  onProgress({ detail: 'converting VMDK to qcow2' });
  // The limit holds for each file the command writes: prlimit(1).
  await run([
    ...(['prlimit', `--fsize=${bytes}`, '--'] as const),
    ...['qemu-img', 'convert', '-f', 'vmdk', '-O', 'qcow2', from, to],
  ]);
}

/** Without a size of its own, the header only says where a description stands, and that names any file. */
function rejectReferences(path: string, about: About): void {
  const bytes = header(path);
  if (bytes.length < HEADER) throw damaged(about, 'its VMDK disk is cut off inside its header');
  if (bytes.readBigUInt64LE(CAPACITY_AT) === 0n) {
    throw unusable(about, 'its VMDK disk keeps its data in other files');
  }
}

const tooLarge = (about: About, bytes: number) =>
  unusable(about, `its disk unpacks to more than ${formatBytes(bytes)}`);

const full = (said: string) =>
  new EnvironmentError(
    'DISK_FULL',
    `There is no space left to convert an image: ${said}`,
    'Free some space where the cache stands ($XDG_CACHE_HOME, ~/.cache).',
  );

const missing = (command: string) =>
  new EnvironmentError(
    'TOOL_MISSING',
    `'${command}' is not installed or not on PATH, and VMDK disks are converted with it.`,
    'Install it with: sudo apt-get install qemu-utils util-linux',
  );

function header(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEADER);
    return bytes.subarray(0, readSync(file, bytes, 0, HEADER, 0));
  } finally {
    closeSync(file);
  }
}
