import { makeRelease } from './boxes.mjs';
import { noNamespaces } from './cached.mjs';
import { notBuilt } from './ground.mjs';

/** @type {import('./measure.mjs').Benchmark} */
export const start = {
  name: 'start',
  title: "vm-run until its first line against nx:run-commands with 'echo'",
  goal: { atMost: 1.15 },
  rounds: 9,
  missing: () => notBuilt() ?? noNamespaces(),
  prepare: async (ground) => {
    const workspace = await ground.workspace('start');
    await makeRelease(workspace);
    workspace.write('plain/project.json', {
      name: 'plain',
      targets: { plain: { executor: 'nx:run-commands', options: { command: 'echo plain' } } },
    });
    await workspace.nx(['run', 'first:vm-image']);
    await workspace.nx(['run', 'first:vm-run']);
    return {
      ours: { name: 'vm-run', take: () => takeStart(workspace, 'first:vm-run', /^first {2}\S/m) },
      peer: {
        name: 'nx:run-commands',
        take: () => takeStart(workspace, 'plain:plain', /^plain$/m),
      },
      beside: [
        {
          insteadOf: 'peer',
          name: 'nx:run-commands in a process of its own, as every other executor',
          take: () =>
            takeStart(workspace, 'plain:plain', /^plain$/m, { NX_RUN_COMMANDS_DIRECTLY: 'false' }),
        },
      ],
    };
  },
};

/**
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {string} task
 * @param {RegExp} line
 * @param {NodeJS.ProcessEnv} [env]
 */
async function takeStart(workspace, task, line, env = {}) {
  const alone = ['--skip-nx-cache', '--exclude-task-dependencies'];
  const { markMs, output } = await workspace.nx(['run', task, ...alone], env, line);
  if (markMs === undefined) throw new Error(`'${task}' printed no line ${line}:\n${output}`);
  return markMs;
}
