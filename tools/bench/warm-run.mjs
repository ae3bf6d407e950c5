import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PRODUCT, makeRelease } from './boxes.mjs';
import { run } from './command.mjs';
import { machinesOf, noMachines } from './machines.mjs';
import { partsOf } from './measure.mjs';
import { bareRun, runBare } from './peers/peers.mjs';

const RUNNER = `${PRODUCT}/vms/runner.sh`;

/** Calls an executor as Nx does in the process of a task. */
const CALL = String.raw`
const devkit = require('@nx/devkit');
const call = async () => {
  const projectGraph = await devkit.createProjectGraphAsync();
  const projectsConfigurations = devkit.readProjectsConfigurationFromProjectGraph(projectGraph);
  const { options } = projectsConfigurations.projects.first.targets['vm-run'];
  const nxJsonConfiguration = devkit.readJsonFile('nx.json');
  const task = { root: process.cwd(), projectName: 'first', targetName: 'vm-run', nxJsonConfiguration };
  const startedAt = performance.now();
  const executor = require('./node_modules/@flightline/vm-run/dist/executors/vm-run/executor.js').default;
  const { success } = await executor(options, { ...task, projectGraph, projectsConfigurations });
  console.log(success ? 'took ' + (performance.now() - startedAt) : 'failed');
};
call().finally(() => process.exit());
`;

/** @type {import('./measure.mjs').Benchmark} */
export const warmRun = {
  name: 'warm-run',
  title:
    'vm-run of a box whose runner does nothing, warm, against a shell script that boots for it',
  goal: { atLeast: 10 },
  rounds: 5,
  missing: noMachines,
  prepare: async (ground) => {
    const { guest } = await machinesOf(ground);
    const workspace = await ground.workspace('warm-run');
    const { memory } = guest;
    await makeRelease(workspace, { image: 'debian:bookworm', packages: ['python3'], memory });
    workspace.write(RUNNER, '#!/bin/sh\n');
    workspace.write('call.cjs', CALL);
    const env = { XDG_CACHE_HOME: cacheWithImages(ground.folder()) };
    const alone = ['run', 'first:vm-run', '--skip-nx-cache', '--exclude-task-dependencies'];
    await workspace.nx(['run', 'product:docker-build'], env);
    await workspace.nx(alone, env);
    const parts = partsOf(() => callExecutor(workspace, env));
    const bare = bareRun({
      artifact: join(workspace.root, PRODUCT, 'dist/artifact'),
      runner: join(workspace.root, RUNNER),
      box: 'first',
    });
    return {
      ours: { name: 'all of vm-run, from plan to evidence', take: parts('all') },
      peer: {
        name: 'a shell script that boots, pushes, runs and brings the reports home',
        times: 2,
        take: async () => (await runBare(ground.folder(), guest, bare)).ms,
      },
      beside: [
        { name: 'what of it is around the runner', limit: 1500, take: parts('around') },
        { name: 'of that: the start of the machine', take: parts('machine') },
        {
          insteadOf: 'ours',
          name: 'the same as a process of nx',
          take: async () => (await workspace.nx(alone, env)).ms,
        },
      ],
    };
  },
};

/**
 * A cache folder of its own with the images of this user: XDG_CACHE_HOME.
 * @param {string} home
 */
export function cacheWithImages(home) {
  const own = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  mkdirSync(join(home, 'flightline'), { recursive: true });
  symlinkSync(join(own, 'flightline/images'), join(home, 'flightline/images'));
  return home;
}

/**
 * @param {import('./ground.mjs').Workspace} workspace
 * @param {{ XDG_CACHE_HOME: string }} env
 */
async function callExecutor({ root }, env) {
  const { output } = await run([process.execPath, 'call.cjs'], {
    cwd: root,
    env: { ...process.env, ...env, NX_DAEMON: 'false' },
  });
  const all = Number(/^took ([\d.]+)$/m.exec(output)?.[1] ?? NaN);
  if (Number.isNaN(all)) throw new Error(`The box did not pass:\n${output}`);
  const file = join(root, PRODUCT, 'vms/artifacts/results/first/result.json');
  /** @type {{ phases: { phase: string, durationMs: number }[] }} */
  const { phases } = JSON.parse(readFileSync(file, 'utf8'));
  const of = (/** @type {string} */ name) =>
    phases.find(({ phase }) => phase === name)?.durationMs ?? NaN;
  return { all, around: all - of('run'), machine: of('machine') };
}
