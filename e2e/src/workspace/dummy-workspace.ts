// A release project whose boxes need no machine: everything around them happens for real, in seconds. Nothing is
// built either, the artifact lies there.
import { describeEnding, succeeded } from '@flightline/core/process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rawDisk } from '../cache-truth/raw-disk';
import { type NxVersions, type Workspace, demand, emptyWorkspace } from './workspace';

/** Where its product stands. */
export const COMPASS = 'products/compass';

/** Runs boxes with the artifact that lies there. */
export const RUN_BOXES = ['run-many', '-t', 'vm-run', '--exclude-task-dependencies'] as const;

const RUNNER = `#!/bin/sh
set -eu
cat "$FLIGHTLINE_ARTIFACTS"/needle.txt
echo "<testsuite name='compass'/>" >"$FLIGHTLINE_REPORTS/compass.xml"
`;

const TEXTS: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules\n.nx-cache\n.nx-data\ntarballs\n',
  'README.md': '# A workspace\n',
  'libs/chart/project.json': '{ "name": "chart", "targets": {} }\n',
  'libs/chart/chart.txt': 'a chart\n',
  [`${COMPASS}/README.md`]: '# Compass\n',
  [`${COMPASS}/Vagrantfile`]: '# For people who want a machine of their own.\n',
  [`${COMPASS}/Dockerfile`]: 'FROM scratch AS artifact\nCOPY src/ /\n',
  [`${COMPASS}/src/needle.txt`]: 'north\n',
  [`${COMPASS}/vms/README.md`]: '# Machines\n',
  [`${COMPASS}/vms/runner.sh`]: RUNNER,
  [`${COMPASS}/dist/artifact/needle.txt`]: 'north\n',
};

/** Folder of a box project. */
export const compassBox = (box: string): string => `${COMPASS}/vms/boxes/${box}`;

/** Written by the generators, images locked, committed; no box has run. */
export async function dummyWorkspace(
  boxes: readonly string[],
  versions?: NxVersions,
): Promise<Workspace> {
  const workspace = await emptyWorkspace(versions);
  for (const [path, text] of Object.entries(TEXTS)) workspace.write(path, text);
  chmodSync(join(workspace.root, COMPASS, 'vms/runner.sh'), 0o755);
  await demand(workspace, ['g', '@flightline/vm-run:release', 'compass', '--directory', COMPASS]);
  for (const box of boxes) await addBox(workspace, box);
  await demand(workspace, ['run-many', '-t', 'vm-image']);
  await commit(workspace, 'The state from which all is tried');
  return workspace;
}

async function addBox(workspace: Workspace, box: string): Promise<void> {
  const image = join(workspace.root, COMPASS, 'vms/images', `${box}.img`);
  mkdirSync(dirname(image), { recursive: true });
  writeFileSync(image, rawDisk(box));
  const options = ['--driver', 'dummy', '--image', `file:vms/images/${box}.img`, '--memory', '256'];
  await demand(workspace, [
    ...['g', '@flightline/vm-run:box', box, '--release', 'compass'],
    ...options,
  ]);
}

async function commit(workspace: Workspace, message: string): Promise<void> {
  await git(workspace, 'add', '--all');
  const who = [
    '-c',
    'user.name=e2e',
    '-c',
    'user.email=e2e@localhost',
    '-c',
    'commit.gpgsign=false',
  ];
  await git(workspace, ...who, 'commit', '--quiet', '--message', message);
}

/** Brings back what was committed last. */
export async function undo(workspace: Workspace): Promise<void> {
  await git(workspace, 'reset', '--quiet', '--hard');
  await git(workspace, 'clean', '--quiet', '--force', '-d');
}

async function git({ runner, root }: Workspace, ...args: string[]): Promise<void> {
  const result = await runner.run(['git', ...args], { cwd: root });
  if (!succeeded(result))
    throw new Error(`git ${args.join(' ')} ${describeEnding(result)}: ${result.stderr}`);
}
