import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../evidence/write-atomically';

/** What a verdict was found with. Another kernel boot, QEMU or processor makes it worthless. */
export interface Circumstances {
  bootId: string;
  qemu: string;
  cpu: string;
}

export interface Remembered {
  works: boolean;
  because: string;
}

const file = (cacheDir: string) => join(cacheDir, 'accelerator.json');

/** The verdict of an earlier probe under the same circumstances; undefined when there is none or it cannot be read. */
export function recall(cacheDir: string, circumstances: Circumstances): Remembered | undefined {
  try {
    const { works, because, ...found } = JSON.parse(
      readFileSync(file(cacheDir), 'utf8'),
    ) as Partial<Remembered & Circumstances>;
    const same = (Object.keys(circumstances) as (keyof Circumstances)[]).every(
      (key) => found[key] === circumstances[key],
    );
    return same && typeof works === 'boolean' && typeof because === 'string'
      ? { works, because }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a verdict for the next probe. A cache that cannot be written costs the next probe its time, no more. */
export function remember(
  cacheDir: string,
  circumstances: Circumstances,
  verdict: Remembered,
): void {
  try {
    writeFileAtomically(
      file(cacheDir),
      `${JSON.stringify({ ...circumstances, ...verdict }, undefined, 2)}\n`,
    );
  } catch {
    return;
  }
}
