import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { copyFirstBox, makeRelease } from './boxes.mjs';
import { isOnPath } from './command.mjs';
import { notBuilt } from './ground.mjs';

const BOXES = ['first', 'box2', 'box3', 'box4', 'box5', 'box6', 'box7'];
const PLAIN = BOXES.map((_, index) => `plain${index + 1}`);
const EVIDENCE = 'products/product/vms/artifacts';

export const noNamespaces = () =>
  isOnPath('unshare') ? undefined : 'unshare missing; enable with: apt-get install util-linux';

/** @type {import('./measure.mjs').Benchmark} */
export const cached = {
  name: 'cached',
  title:
    'seven boxes, their preflight and build, all from cache, against seven trivial cached tasks',
  goal: { atMost: 1.5 },
  rounds: 5,
  missing: () => notBuilt() ?? noNamespaces(),
  prepare: async (ground) => {
    const workspace = await ground.workspace('cached');
    await makeRelease(workspace);
    copyFirstBox(workspace, BOXES.slice(1));
    await workspace.nx(['run-many', '-t', 'vm-image']);
    await workspace.nx(['run-many', '-t', 'vm-run']);
    for (const name of PLAIN) writePlainProject(workspace, name);
    await workspace.nx(['run-many', '-t', 'plain']);
    return {
      ours: { name: 'seven boxes', take: () => takeCached(workspace, 'vm-run', BOXES.length + 2) },
      peer: {
        name: 'seven trivial tasks',
        take: () => takeCached(workspace, 'plain', PLAIN.length),
      },
    };
  },
};

/**
 * Leaves what a box leaves: as many outputs with as many files.
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {string} name
 */
function writePlainProject(workspace, name) {
  const root = `plain/${name}`;
  for (const part of ['logs/first_run.log', 'reports/first', 'results/first']) {
    cpSync(join(workspace.root, EVIDENCE, part), join(workspace.root, root, 'source', part), {
      recursive: true,
    });
  }
  workspace.write(`${root}/project.json`, {
    name,
    targets: {
      plain: {
        executor: 'nx:run-commands',
        cache: true,
        inputs: ['{projectRoot}/source/**/*'],
        outputs: ['logs', 'reports', 'results'].map((part) => `{projectRoot}/out/${part}`),
        options: { cwd: root, command: 'mkdir -p out && cp -r source/. out' },
      },
    },
  });
}

/**
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {string} target
 * @param {number} tasks
 */
async function takeCached(workspace, target, tasks) {
  const { ms, output } = await workspace.nx(['run-many', '-t', target]);
  if (!output.includes(`${tasks}/${tasks} hit`)) {
    throw new Error(`Not all of ${target} came from the cache:\n${output}`);
  }
  return ms;
}
