import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const VAGRANTFILE = join(ROOT, 'examples/hardening/vms/Vagrantfile');

const READ = `
const { readFileSync } = require('node:fs');
const { readVagrantfile } = require('@flightline/core/readers/vagrantfile');
const host = { env: {}, read: (path) => { try { return readFileSync(path, 'utf8'); } catch { return undefined; } } };
const read = async () => {
  const startedAt = performance.now();
  const { machines } = await readVagrantfile(process.argv[1], host);
  if (machines.length !== 7) throw new Error('It found ' + machines.length + ' machines.');
  return performance.now() - startedAt;
};
`;

const READ_FIRST = 'read().then(console.log);';
const READ_AGAIN = 'read().then(read).then(console.log);';

/** @type {import('./measure.mjs').Benchmark} */
export const vagrantfile = {
  name: 'vagrantfile',
  title: "reading a Vagrantfile with seven machines against 'vagrant status'",
  goal: { atLeast: 50 },
  rounds: 5,
  missing: () =>
    notBuilt() ??
    (isOnPath('vagrant') ? undefined : 'vagrant missing; enable with: apt-get install vagrant'),
  prepare: async (ground) => {
    const workspace = await ground.workspace('vagrantfile');
    const cwd = ground.folder();
    // Vagrant can talk WinRM with more Ruby packages only; what it talks is no part of what is measured.
    const text = readFileSync(VAGRANTFILE, 'utf8').replaceAll('"winrm"', '"ssh"');
    writeFileSync(join(cwd, 'Vagrantfile'), text);
    const env = {
      ...process.env,
      VAGRANT_HOME: ground.folder(),
      VAGRANT_CHECKPOINT_DISABLE: '1',
      VAGRANT_NO_PLUGINS: '1',
      // It asks for a provider that works before it says anything; the one that comes with it asks 'docker version'.
      VAGRANT_DEFAULT_PROVIDER: 'docker',
      PATH: `${commandThatSucceeds(ground.folder(), 'docker')}:${process.env['PATH'] ?? ''}`,
    };
    const file = join(cwd, 'Vagrantfile');
    const node = (/** @type {string} */ script) =>
      run([process.execPath, '-e', `${READ}\n${script}`, file], { cwd: workspace.root });
    return {
      ours: {
        name: 'the first file of a process, which loads the parser',
        take: async () => Number((await node(READ_FIRST)).output),
      },
      peer: {
        name: 'vagrant status',
        take: async () => (await run(['vagrant', 'status'], { cwd, env })).ms,
      },
      beside: [
        {
          insteadOf: 'ours',
          name: 'a file, in a process that has read one',
          take: async () => Number((await node(READ_AGAIN)).output),
        },
        {
          insteadOf: 'ours',
          name: 'a whole process of Node that reads it',
          take: async () => (await node('read();')).ms,
        },
      ],
    };
  },
};

/**
 * @param {string} folder
 * @param {string} name
 */
function commandThatSucceeds(folder, name) {
  writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}
