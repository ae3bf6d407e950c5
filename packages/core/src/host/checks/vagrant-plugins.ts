import { type Check, type CheckContext, fail, pass, skip, unverified, warn } from '../../check';
import type { RunResult } from '../../process';

/** Vagrant starts Ruby and all its plugins before it says a word. */
const PATIENCE_MS = 60_000;

/** Gems without which Vagrant cannot speak to Windows; Debian's own package leaves them out. */
const GEM = /cannot load such file -- (winrm[\w-]*)/;

export const vagrantPlugins: Check = {
  id: 'vagrant-plugins',
  stage: 'host',
  title: 'Vagrant has the plugins and gems that its boxes need',
  why: 'One machine of a Vagrantfile that speaks WinRM stops every command of a Vagrant without that gem, also those for other machines.',
  fix: 'Install what is missing: vagrant plugin install <name>.',
  run: async ({ boxes, ...context }) => {
    const names = boxes
      .filter(({ options }) => options.driver === 'vagrant')
      .map(({ name }) => name);
    if (names.length === 0) return skip('No box is made by Vagrant.');
    const listed = await ask(['plugin', 'list'], context);
    if (listed.ending === 'missing') {
      // The other boxes run all the same.
      return warn(
        `Vagrant is not installed, which is to make ${names.map((name) => `'${name}'`).join(', ')}.`,
        'Install it from https://developer.hashicorp.com/vagrant.',
      );
    }
    const gem = GEM.exec(`${listed.stdout}\n${listed.stderr}`)?.[1];
    if (gem !== undefined) {
      return fail(
        `Vagrant lacks the gem '${gem}'.`,
        "Use Vagrant's own package, or: sudo apt-get install ruby-winrm ruby-winrm-fs ruby-winrm-elevated",
      );
    }
    if (listed.exitCode !== 0)
      return unverified(`Vagrant does not tell its plugins: ${listed.stderr.trim()}`);
    return judge(listed.stdout, context.env['VAGRANT_DEFAULT_PROVIDER']);
  },
};

/** Providers that are plugins of their own. */
const PLUGINS: Readonly<Record<string, string>> = {
  libvirt: 'vagrant-libvirt',
  parallels: 'vagrant-parallels',
  qemu: 'vagrant-qemu',
  vmware_desktop: 'vagrant-vmware-desktop',
};

function judge(printed: string, provider: string | undefined) {
  const installed = [...printed.matchAll(/^([\w-]+) \(/gm)].map(([, name]) => name ?? '');
  const wanted = provider === undefined ? undefined : PLUGINS[provider];
  if (wanted === undefined || installed.includes(wanted)) return pass(installed.join(', '));
  return fail(
    `VAGRANT_DEFAULT_PROVIDER is '${provider}', and its plugin is not installed.`,
    `vagrant plugin install ${wanted}`,
  );
}

const ask = (
  words: readonly string[],
  { runner, signal }: Pick<CheckContext, 'runner' | 'signal'>,
): Promise<RunResult> => runner.run(['vagrant', ...words], { signal, timeout: PATIENCE_MS });
