// Release projects and boxes as our generators write them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the release project stands. */
export const PRODUCT = 'products/product';
const IMAGE = 'vms/images/disk.raw';

/** Where a box project stands. */
export const boxRoot = (/** @type {string} */ box) => `${PRODUCT}/vms/boxes/${box}`;

/** Nothing boots. */
const DUMMY = { driver: 'dummy', image: `file:${IMAGE}` };

/**
 * A release project with one box `first`.
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {Readonly<Record<string, unknown>>} options of the box
 */
export async function makeRelease(workspace, options = DUMMY) {
  workspace.write(`${PRODUCT}/${IMAGE}`, disk());
  await workspace.nx(['g', '@flightline/vm-run:release', 'product', '--directory', PRODUCT]);
  await workspace.nx([
    ...['g', '@flightline/vm-run:box', 'first', '--release', 'product'],
    ...['--image', String(options['image'])],
  ]);
  editProject(workspace, boxRoot('first'), ({ targets }) =>
    Object.assign(targets['vm-run'].options, options),
  );
  workspace.write(
    `${PRODUCT}/vms/runner.sh`,
    '#!/bin/sh\necho passed >"$FLIGHTLINE_REPORTS/report"\n',
  );
  // A container engine is no part of what is measured, and not everywhere.
  editProject(workspace, PRODUCT, ({ targets }) => {
    targets['docker-build'] = {
      executor: 'nx:run-commands',
      cache: true,
      dependsOn: ['preflight'],
      outputs: ['{projectRoot}/dist/artifact'],
      options: {
        cwd: PRODUCT,
        command: 'mkdir -p dist/artifact && echo artifact >dist/artifact/file',
      },
    };
  });
}

/**
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {string} root
 * @param {(project: any) => void} change
 */
function editProject(workspace, root, change) {
  const path = `${root}/project.json`;
  const project = JSON.parse(readFileSync(join(workspace.root, path), 'utf8'));
  change(project);
  workspace.write(path, project);
}

/**
 * Copies of the box `first` under other names.
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {readonly string[]} names
 */
export function copyFirstBox(workspace, names) {
  const text = readFileSync(join(workspace.root, boxRoot('first'), 'project.json'), 'utf8');
  for (const name of names) {
    workspace.write(`${boxRoot(name)}/project.json`, text.replaceAll('"first"', `"${name}"`));
  }
}

/** The smallest file that passes for a disk: a sector that a BIOS would boot. */
function disk() {
  const sector = Buffer.alloc(512);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
