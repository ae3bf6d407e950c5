import { posix } from 'node:path';
import type { VagrantfileHost, VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import type { Release } from '../box-project';
import type { Workspace } from '../workspace';
import type { Import } from './import';

export type ReadVagrantfile = (path: string, host: VagrantfileHost) => Promise<VagrantfileReading>;

/** What the Vagrantfile of an import says. It sees files of the workspace and the variables it was given. */
export function readFor(
  workspace: Pick<Workspace, 'text'>,
  release: Pick<Release, 'root'>,
  { vagrantfile, env = {} }: Import,
  read: ReadVagrantfile,
): Promise<VagrantfileReading> {
  return read(posix.join(release.root, vagrantfile), {
    read: (path) => (isInside(path) ? workspace.text(path) : undefined),
    env,
  });
}

function isInside(path: string): boolean {
  return !posix.isAbsolute(path) && !posix.normalize(path).startsWith('..');
}
