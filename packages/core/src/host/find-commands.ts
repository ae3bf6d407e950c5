import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Absolute paths of all commands of a name on PATH, in its order; a command that is met again by a link is left out. */
export function findCommands(path: string, name: string): string[] {
  const found = new Map<string, string>();
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const command = join(folder, name);
    if (!isExecutable(command)) continue;
    const real = realpathSync(command);
    if (!found.has(real)) found.set(real, command);
  }
  return [...found.values()];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
