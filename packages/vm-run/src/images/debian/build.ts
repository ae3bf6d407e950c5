import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BootstrapPlan,
  type Hook,
  type RootMode,
  asRoot,
  bootstrap,
  debianMirror,
  hookWord,
  planBootstrap,
  rootMode,
} from '@flightline/core/debian';
import { EnvironmentError } from '@flightline/core/errors';
import { adminPath } from '@flightline/core/host';
import { type Argv, describeEnding, succeeded } from '@flightline/core/process';
import type { ImageContext } from '../image';
import { type DebianInputs, FILES, GUEST, RECIPE } from './recipe';

/** Where one build works. Paths are absolute. */
interface Places {
  /** Takes the finished files. */
  folder: string;
  /** The guest's root file system. */
  root: string;
  /** The same as a disk, before it is packed. */
  raw: string;
}

/**
 * Makes disk, kernel and initial RAM disk in `folder`. Raises what `bootstrap` raises, TOOL_MISSING,
 * IMAGE_BUILD_FAILED or DISK_FULL.
 */
export async function buildDebian(
  inputs: DebianInputs,
  folder: string,
  context: ImageContext,
  mode: RootMode = rootMode(),
): Promise<void> {
  const work = workFolder(folder, mode);
  const places: Places = { folder, root: join(work, 'root'), raw: join(work, 'disk.raw') };
  try {
    await bootstrap(planGuest(inputs, places, mode, debianMirror(context.env)), context);
    context.onProgress({ detail: 'writing the disk' });
    for (const command of diskCommands(places, mode)) await runTool(command, inputs, context);
  } finally {
    // Without the signal: what was begun is cleared away, also after an interruption.
    await context.runner.run(
      asRoot(mode, ['rm', '-rf', '--one-file-system', '--', places.root, places.raw]),
    );
    if (work !== folder) rmSync(work, { recursive: true, force: true });
  }
  const disk = join(folder, FILES.disk);
  renameSync(join(folder, PACKED), disk);
  chmodSync(disk, 0o444);
}

const PACKED = 'disk.part';

/** The root of a user namespace is nobody special outside: it needs a folder that is open to all. */
function workFolder(folder: string, mode: RootMode): string {
  if (mode === 'root') return folder;
  const work = mkdtempSync(join(tmpdir(), 'flightline-image-'));
  chmodSync(work, 0o1777);
  return work;
}

function planGuest(
  { suite, packages, architecture }: DebianInputs,
  { folder, root }: Pick<Places, 'folder' | 'root'>,
  mode: RootMode,
  mirror: string,
): BootstrapPlan {
  const fetch = (from: string, to: string): Hook => ({
    stage: 'customize',
    command: `download ${from} ${hookWord(join(folder, to))}`,
  });
  return planBootstrap({
    suite,
    mirror,
    mode,
    architecture,
    variant: RECIPE.variant,
    packages: [...RECIPE.packages, ...packages],
    format: 'folder',
    target: root,
    hooks: [
      { stage: 'essential', command: `copy-in ${hookWord(GUEST)} /root` },
      { stage: 'essential', command: 'chroot "$1" sh /root/guest/place-files' },
      { stage: 'customize', command: 'chroot "$1" sh /root/guest/prepare' },
      { stage: 'customize', command: 'rm -r "$1/root/guest"' },
      fetch('/vmlinuz', FILES.vmlinuz),
      fetch('/initrd.img', FILES.initrd),
    ],
  });
}

function diskCommands({ folder, root, raw }: Places, mode: RootMode): Argv[] {
  const fill = ['mke2fs', '-q', ...RECIPE.fileSystem, '-d', root, raw, RECIPE.diskSize] as const;
  const packed = join(folder, PACKED);
  return [asRoot(mode, fill), ['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', raw, packed]];
}

async function runTool(
  argv: Argv,
  { suite }: DebianInputs,
  { runner, signal, env }: ImageContext,
): Promise<void> {
  const result = await runner.run(argv, { signal, env: { PATH: adminPath(env) } });
  if (succeeded(result)) return;
  signal.throwIfAborted();
  const tool = argv.find((word) => word in TOOLS) ?? argv[0];
  if (result.ending === 'missing') {
    throw new EnvironmentError(
      'TOOL_MISSING',
      `'${tool}' is not installed or not on PATH, and images are made with it.`,
      `Install it with: sudo apt-get install ${TOOLS[tool] ?? tool}`,
    );
  }
  const said = `${result.stdout}\n${result.stderr}`.trim();
  const full = /No space left on device|Disk quota exceeded/.test(said);
  throw new EnvironmentError(
    full ? 'DISK_FULL' : 'IMAGE_BUILD_FAILED',
    `The disk of suite '${suite}' could not be made: '${tool}' ${describeEnding(result)}: ${said}`,
    full
      ? 'Free some space where the cache stands ($XDG_CACHE_HOME, ~/.cache) and in $TMPDIR.'
      : `An image has room for ${RECIPE.diskSize}; are the packages larger?`,
  );
}

/** Distribution packages (Debian, Ubuntu) of the programs above. */
const TOOLS: Readonly<Record<string, string>> = { mke2fs: 'e2fsprogs', 'qemu-img': 'qemu-utils' };
