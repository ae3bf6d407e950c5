import { type Defect, near } from './defect';

const MISSING = { ending: 'missing' } as const;
const PLUGINS = 'vagrant plugin list';

const host = (defects: readonly Defect[]): readonly Defect[] =>
  defects.map((one) => ({ ...one, stage: 'host' }));

export const HOST: readonly Defect[] = host([
  {
    what: 'no QEMU',
    make: (app) => app.command('qemu-system-x86_64 --version', MISSING),
    found: { 'host-tools': 'fail' },
    says: "'qemu-system-x86_64' is not installed.",
  },
  {
    what: 'a QEMU of long ago',
    make: (app) =>
      app.command('qemu-img --version', { stdout: 'qemu-img version 5.2.0 (Debian 1:5.2)' }),
    found: { 'host-tools': 'fail' },
    says: "'qemu-img' is version 5.2.0; 6.0.0 or newer is needed.",
  },
  {
    what: 'no program that makes keys',
    make: (app) => app.removeProgram('ssh-keygen'),
    found: { 'host-tools': 'fail' },
    says: "'ssh-keygen' is not installed.",
  },
  {
    what: 'nothing that ties a machine to its keeper',
    make: (app) => app.command('setpriv --version', MISSING),
    found: { 'host-tools': 'warn' },
    says: "'setpriv' is not installed.",
  },
  {
    what: 'no Vagrant where a box needs it',
    make: (app) => app.command(PLUGINS, MISSING),
    found: { 'vagrant-plugins': 'warn' },
    says: "Vagrant is not installed, which is to make 'windows'.",
  },
  {
    what: 'a Vagrant that cannot speak to Windows',
    make: (app) =>
      app.command(PLUGINS, {
        exitCode: 1,
        stderr: "require': cannot load such file -- winrm-fs (LoadError)",
      }),
    found: { 'vagrant-plugins': 'fail' },
    says: "Vagrant lacks the gem 'winrm-fs'.",
  },
  {
    what: 'what a killed run has left',
    make: (app) => app.leaveMachine({ daysAgo: 1 }),
    found: { leftovers: 'warn' },
    says: 'Machines or their folders were left.',
  },
  near('a QEMU of tomorrow', (app) =>
    app.command('qemu-img --version', { stdout: 'qemu-img version 11.0.0-rc1' }),
  ),
  near('a Vagrant with other plugins', (app) =>
    app.command(PLUGINS, { stdout: 'vagrant-scp (0.5.9, global)' }),
  ),
  near('a machine that is being made', (app) => app.leaveMachine({ daysAgo: 0 })),
  near('no mmdebstrap where no image is built', (app) => app.removeProgram('mmdebstrap')),
]);
