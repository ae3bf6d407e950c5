import type { Image, ImageContext } from '../image';

/** What qemu-img finds broken in a disk, e.g. clusters that point nowhere; undefined when it finds nothing. */
export async function complaintAbout(
  path: string,
  format: Image['format'],
  { runner, signal }: Pick<ImageContext, 'runner' | 'signal'>,
): Promise<string | undefined> {
  if (format !== 'qcow2') return undefined;
  const result = await runner.run(['qemu-img', 'check', '-q', '-f', format, path], { signal });
  signal.throwIfAborted();
  // 1: the check itself did not work; 3: space is wasted, and nothing is wrong. qemu-img(1)
  if (result.ending === 'missing' || [0, 3].includes(result.exitCode ?? 1)) return undefined;
  // It complains about each cluster; one says enough.
  return `${result.stderr}\n${result.stdout}`.trim().split('\n')[0] ?? 'it does not say what';
}
