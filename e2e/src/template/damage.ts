// What can happen to the files of a template.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  bootId: string | null;
  durable: boolean;
  files: Record<string, { mtimeNs: string }>;
}

const manifestIn = (template: string) => join(template, 'template.json');

export function manifestOf(template: string): Manifest {
  return JSON.parse(readFileSync(manifestIn(template), 'utf8')) as Manifest;
}

/** Leaves the template as a host finds it that was started anew since it was made. */
export function asAfterRestart(template: string): void {
  const manifest = manifestOf(template);
  writeFileSync(manifestIn(template), JSON.stringify({ ...manifest, bootId: 'another' }));
}

/** Writes other bytes into a file of a template in a way that its manifest does not show, as a bad disk does. */
export function rotUnseen(template: string, name: string, change: (bytes: Buffer) => Buffer): void {
  const file = join(template, name);
  const { atime, mtime } = statSync(file);
  writeFileSync(file, change(readFileSync(file)), { flag: 'r+' });
  utimesSync(file, atime, mtime);
  // Not even the clock of the file system can be set to the nanosecond.
  const manifest = manifestOf(template);
  const stamp = manifest.files[name];
  if (stamp === undefined) throw new Error(`A template has no '${name}'.`);
  stamp.mtimeNs = String(statSync(file, { bigint: true }).mtimeNs);
  writeFileSync(manifestIn(template), JSON.stringify(manifest));
}
