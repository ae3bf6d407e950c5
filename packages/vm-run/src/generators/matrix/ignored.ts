import { posix } from 'node:path';
import type { Release } from '../box-project';
import type { Import } from '../import/import';
import { escaped, lineOf, withLines } from '../lines';
import { STARTER_DOCKERIGNORE } from '../release/plan';
import type { Workspace } from '../workspace';

/**
 * What a box takes from the Vagrantfile stands in its vagrant.json. For Nx the Vagrantfile itself would be a source
 * of the release project, whose every edit concerns all boxes; so Nx must not see it, and neither must the build.
 */
export function ignored(
  workspace: Workspace,
  { root }: Release,
  { vagrantfile }: Import,
): Record<string, string> {
  const path = posix.join(root, vagrantfile);
  return {
    ...(posix.basename(path) === 'Vagrantfile' &&
      withLines(workspace, '.nxignore', [lineOf(path)])),
    ...(!vagrantfile.startsWith('..') && keptFromBuild(workspace, root, vagrantfile)),
  };
}

function keptFromBuild(
  { text }: Workspace,
  root: string,
  vagrantfile: string,
): Record<string, string> {
  const path = posix.join(root, '.dockerignore');
  const standing = text(path);
  const admitsAll = !/^\*$/m.test(standing ?? '');
  if (!admitsAll) return {};
  const starter = `${STARTER_DOCKERIGNORE.join('\n')}\n`;
  return {
    ...(standing === undefined && { [path]: starter }),
    ...withLines({ text: () => standing ?? starter }, path, [escaped(vagrantfile)]),
  };
}
