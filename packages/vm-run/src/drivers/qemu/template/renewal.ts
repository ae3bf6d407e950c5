// What makes a clone a machine of its own: a clone wakes up with the clock, the random numbers, the names and the keys
// of its template.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { quoteForShell } from '../../../channels';
import type { MachineSpec } from '../../driver';
import type { Keys } from '../identity';
import { RESEED } from './reseed';

/**
 * POSIX sh for root: $1 seconds since 1970, $2 host name, $3 user, $4 key that may log in, $5 seed, $6 machine id,
 * $7 private host key.
 */
const RENEW = String.raw`
set -e
date -s "@$1" >/dev/null
printf %s "$5" >/dev/urandom
# Without vmgenid (Linux 5.18, and not every kernel for clouds) the kernel has to be told to use the seed.
[ -d /sys/bus/acpi/drivers/vmgenid ] || { ${RESEED}; }
put() { printf '%s\n' "$2" >"$1"; }
put /etc/hostname "$2"
put /proc/sys/kernel/hostname "$2"
hosts=
while IFS= read -r line; do
  case $line in 127.0.1.1*) line="127.0.1.1 $2" ;; esac
  hosts="$hosts$line
"
done </etc/hosts
printf %s "$hosts" >/etc/hosts
put /etc/machine-id "$6"
[ -L /var/lib/dbus/machine-id ] || [ ! -e /var/lib/dbus/machine-id ] || put /var/lib/dbus/machine-id "$6"
eval "home=~$3"
put "$home/.ssh/authorized_keys" "$4"
put /etc/ssh/ssh_host_ed25519_key "$7"
# An sshd that waits for its first connection to be started has read no key yet.
! read -r sshd 2>/dev/null </run/sshd.pid || kill -HUP "$sshd"
printf %s "$nonce"
`;

/** Shell code for root's line of a clone's port that makes the clone what its spec says, and prints the nonce. */
export function renewal({ hostname, user }: MachineSpec, { keyFile, hostKeyFile }: Keys): string {
  const seconds = (Date.now() / 1000).toFixed(3);
  const read = (path: string) => readFileSync(path, 'utf8').trim();
  const [seed, id] = [randomBytes(64).toString('hex'), randomBytes(16).toString('hex')];
  const words = [seconds, hostname, user, read(`${keyFile}.pub`), seed, id, read(hostKeyFile)];
  return `set -- ${quoteForShell(words)}\n${RENEW}`;
}
