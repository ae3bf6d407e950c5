import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const VAGRANTFILE = join(ROOT, 'examples/hardening/vms/Vagrantfile');

const READ = `
const { readFileSync } = require('node:fs');
const { readVagrantfile } = require('@flightline/core/readers/vagrantfile');
const host = { env: {}, read: (path) => { try { return readFileSync(path, 'utf8'); } catch { return undefined; } } };
const read = () => readVagrantfile(process.argv[1], host);
`;

/** @type {import('./measure.mjs').Benchmark} */
export const vagrantfile = {
  name: 'vagrantfile',
  title: "reading the machines of a Vagrantfile against 'vagrant status'",
  goal: { atLeast: 50 },
  rounds: 5,
  missing: () =>
    notBuilt() ??
    (isOnPath('vagrant') ? undefined : 'vagrant missing; enable with: apt-get install vagrant'),
  prepare: async (ground) => {
    const workspace = await ground.workspace('vagrantfile');
    const cwd = ground.folder();
    copyFileSync(VAGRANTFILE, join(cwd, 'Vagrantfile'));
    const env = {
      ...process.env,
      VAGRANT_HOME: ground.folder(),
      VAGRANT_CHECKPOINT_DISABLE: '1',
      VAGRANT_NO_PLUGINS: '1',
    };
    const node = (/** @type {string} */ script) =>
      run([process.execPath, '-e', `${READ}\n${script}`, join(cwd, 'Vagrantfile')], {
        cwd: workspace.root,
      });
    return {
      ours: {
        name: 'a program that starts Node, loads the reader and reads',
        take: async () =>
          (
            await node(
              'read().then(({ machines }) => { if (machines.length === 0) process.exit(1); })',
            )
          ).ms,
      },
      peer: {
        name: 'vagrant status',
        take: async () => (await run(['vagrant', 'status'], { cwd, env })).ms,
      },
      beside: [
        {
          name: 'one more file in a process that has read one',
          take: async () =>
            Number(
              (
                await node(
                  'read().then(async () => { const at = performance.now(); await read(); console.log(performance.now() - at); })',
                )
              ).output,
            ),
        },
      ],
    };
  },
};
