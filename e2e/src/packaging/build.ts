import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Project } from './project';

/** What a build gave: names in the archive, or why there is none. */
export type Built = { files: readonly string[] } | { error: string };

export interface Routes {
  wheel: Built;
  sdist: Built;
  /** Missing where there is no sdist. */
  wheelOfSdist?: Built;
}

export const DRIVER = join(__dirname, 'build.py');

export function writeProject(root: string, { files }: Project): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
