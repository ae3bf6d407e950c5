import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const PRODUCT = 'products/quickstart';
const BUILD = ['run', 'quickstart:docker-build', '--exclude-task-dependencies'];
const FRESH = [...BUILD, '--skip-nx-cache'];

const missing = () =>
  notBuilt() ??
  (['buildah', 'mmdebstrap'].every(isOnPath)
    ? undefined
    : 'no buildah or mmdebstrap; enable with: apt-get install buildah mmdebstrap');

/** @type {import('./measure.mjs').Benchmark} */
export const build = {
  name: 'build',
  title: 'docker-build of a changed product against the bare command of its engine, both inside nx',
  goal: { atMost: 1.1, more: 500 },
  rounds: 5,
  missing,
  prepare: async (ground) => {
    const { workspace, command } = await builtQuickstart(ground, 'build');
    const root = join(workspace.root, PRODUCT);
    const bare = command.replaceAll('dist/docker-build/staging', '../../bare');
    workspace.write('plain/project.json', {
      name: 'plain',
      targets: {
        plain: { executor: 'nx:run-commands', options: { cwd: PRODUCT, command: bare } },
      },
    });
    let edits = 0;
    const edited = () => workspace.write(`${PRODUCT}/scripts/edited.txt`, String((edits += 1)));
    return {
      ours: {
        name: 'docker-build',
        take: async () => {
          edited();
          return (await workspace.nx(FRESH)).ms;
        },
      },
      peer: {
        name: 'nx:run-commands with the same command, in a process of its own',
        take: async () => {
          edited();
          rmSync(join(root, '../../bare'), { recursive: true, force: true });
          const alone = { NX_RUN_COMMANDS_DIRECTLY: 'false' };
          return (await workspace.nx(['run', 'plain:plain'], alone)).ms;
        },
      },
    };
  },
};

/** @type {import('./measure.mjs').Benchmark} */
export const rebuild = {
  name: 'rebuild',
  title: "an unchanged build from Nx's cache against the cached rebuild of the engine, without nx",
  goal: { atLeast: 5 },
  rounds: 5,
  missing,
  prepare: async (ground) => {
    const { workspace, command } = await builtQuickstart(ground, 'rebuild');
    const root = join(workspace.root, PRODUCT);
    const fromCache = async () => {
      const { ms, output } = await workspace.nx(BUILD);
      if (!output.includes('1/1 hit'))
        throw new Error(`It did not come from the cache:\n${output}`);
      return ms;
    };
    await workspace.nx(BUILD);
    return {
      ours: {
        name: 'nx, the artifact to be restored',
        take: () => {
          rmSync(join(root, 'dist'), { recursive: true });
          return fromCache();
        },
      },
      peer: {
        name: 'buildah, every step from its cache',
        take: async () => {
          rmSync(join(root, 'dist/docker-build/staging'), { recursive: true, force: true });
          const { ms } = await run(['sh', '-c', command], { cwd: root });
          return ms;
        },
      },
      beside: [{ insteadOf: 'ours', name: 'nx, the artifact in place', take: fromCache }],
    };
  },
};

/**
 * The quickstart example in a workspace of its own, built once, and the command that its engine was given.
 * @param {import('./ground.mjs').Ground} ground
 * @param {string} name
 */
async function builtQuickstart(ground, name) {
  const workspace = await ground.workspace(name);
  cpSync(join(ROOT, 'examples/quickstart'), join(workspace.root, PRODUCT), {
    recursive: true,
    filter: (path) => !/(project\.json|\/dist|\/vms\/(artifacts|boxes)|__pycache__)$/.test(path),
  });
  await workspace.nx(['g', '@flightline/vm-run:release', 'quickstart', '--directory', PRODUCT]);
  const path = `${PRODUCT}/project.json`;
  const project = JSON.parse(readFileSync(join(workspace.root, path), 'utf8'));
  const example = JSON.parse(readFileSync(join(ROOT, 'examples/quickstart/project.json'), 'utf8'));
  project.targets['docker-build'].options = {
    ...example.targets['docker-build'].options,
    engine: 'buildah',
  };
  workspace.write(path, project);
  ground.say(`${name}: building once, with a base from distribution packages`);
  await workspace.nx(FRESH);
  const log = readFileSync(join(workspace.root, PRODUCT, 'dist/docker-build/build.log'), 'utf8');
  const command = log
    .match(/^\$ (.* build .*)$/gm)
    ?.at(-1)
    ?.slice(2);
  if (command === undefined) throw new Error(`No command of an engine stands in the log:\n${log}`);
  return { workspace, command };
}
