import { succeeded } from '@flightline/core/process';
import type { HostContext, Usable } from '../driver';
import { TRY_COMMAND, WHAT_IT_IS } from './plan';

/** Namespaces are made in milliseconds. */
const TIMEOUT_MS = 10_000;

const INSTALL = 'On Debian and Ubuntu: sudo apt-get install util-linux hostname';
const ALLOW =
  'User namespaces have to be allowed here: sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns; in a container, its seccomp profile.';

export async function probe({ runner, signal }: HostContext): Promise<Usable> {
  const result = await runner.run(TRY_COMMAND, { signal, timeout: TIMEOUT_MS });
  if (!succeeded(result)) {
    const missing = result.ending === 'missing' || result.stderr.includes('missing');
    const said = result.ending === 'missing' ? "'unshare' is missing" : result.stderr.trim();
    return {
      usable: false,
      because: `This host lets nobody make namespaces with mounts in them: ${said || 'no reason given'}.`,
      fix: missing ? INSTALL : ALLOW,
    };
  }
  const version = /util-linux (\S+)/.exec(result.stdout)?.[1] ?? 'unknown';
  const facts = { accelerator: 'none', emulated: false, version, warning: WHAT_IT_IS };
  return { usable: true, facts };
}
