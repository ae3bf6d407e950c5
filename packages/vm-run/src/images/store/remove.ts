import { renameSync } from 'node:fs';
import { describeEnding, succeeded } from '@flightline/core/process';
import type { ImageContext } from '../image';
import type { StoreEntry } from './contents';
import { lastUse } from './manifest';
import { withTurn } from './turn';

/**
 * Removes one thing from the store, unless somebody has used or taken it since it was listed. Resolves to why it was
 * not removed, as a sentence; undefined when it is gone.
 */
export async function removeEntry(
  { path, kind, usedAt }: StoreEntry,
  { runner, signal }: Pick<ImageContext, 'runner' | 'signal'>,
): Promise<string | undefined> {
  const base = path.replace(/\.part$/, '');
  const turn = {
    path: `${base}.turn`,
    box: 'vm-prune',
    signal,
    limit: -1,
    onWait: () => undefined,
  };
  try {
    return await withTurn(turn, async () => {
      const isImage = kind === 'image';
      if (isImage && lastUse(path)?.getTime() !== usedAt.getTime()) return 'It was used just now.';
      // Aside first: half an image is never seen.
      const aside = isImage ? `${path}.${process.pid}.tmp` : path;
      if (isImage) renameSync(path, aside);
      const gone = [aside, ...(kind === 'download' ? [`${base}.json`] : [])];
      const argv = ['rm', '-rf', '--one-file-system', '--', ...gone] as const;
      const result = await runner.run([...argv], { signal });
      if (succeeded(result)) return undefined;
      return `'rm' ${describeEnding(result)}: ${result.stderr}`;
    });
  } catch (error) {
    signal.throwIfAborted();
    return (error as Error).message;
  }
}
