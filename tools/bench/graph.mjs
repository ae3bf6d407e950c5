import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { boxRoot, copyFirstBox, makeRelease } from './boxes.mjs';
import { notBuilt } from './ground.mjs';

const COUNT = 1000;
const NAMES = Array.from({ length: COUNT - 1 }, (_, index) => `box${index}`);

/** @type {import('./measure.mjs').Benchmark} */
export const graph = {
  name: 'graph',
  title: `nx graph of ${COUNT} boxes against ${COUNT} plain projects`,
  goal: { atMost: 1.2 },
  rounds: 5,
  missing: notBuilt,
  prepare: async (ground) => {
    const boxes = await ground.workspace('boxes');
    await makeRelease(boxes);
    copyFirstBox(boxes, NAMES);
    const plain = await ground.workspace('plain');
    writePlainProjects(plain);
    return {
      ours: { name: `${COUNT} boxes`, take: () => takeGraph(boxes) },
      peer: { name: `${COUNT} plain projects`, take: () => takeGraph(plain) },
    };
  },
};

/**
 * The same folders and the same edges, with nothing of ours in them.
 * @param {import('./ground.mjs').Workspace} workspace
 */
function writePlainProjects(workspace) {
  const targets = { build: { executor: 'nx:run-commands', options: { command: 'true' } } };
  workspace.write('products/product/project.json', { name: 'product', targets });
  for (const name of ['first', ...NAMES]) {
    workspace.write(`${boxRoot(name)}/project.json`, {
      name,
      implicitDependencies: ['product'],
      targets,
    });
  }
}

/** @param {import('./ground.mjs').Workspace} workspace */
async function takeGraph(workspace) {
  const fresh = join(workspace.root, '.nx-fresh');
  rmSync(fresh, { recursive: true, force: true });
  const env = { NX_WORKSPACE_DATA_DIRECTORY: fresh };
  const { ms } = await workspace.nx(['graph', '--file=.nx-graph.json'], env);
  return ms;
}
