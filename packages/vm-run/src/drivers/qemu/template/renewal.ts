// What makes a clone a machine of its own: a clone wakes up with the clock, the random numbers, the names and the keys
// of its template.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { codeOf } from '../../../channels';
import type { MachineSpec } from '../../driver';
import type { Keys } from '../identity';
import { WAKE, timespec } from './wake';

/**
 * POSIX sh for root: $1 and $2 the time for `WAKE`, $3 host name, $4 user, $5 key that may log in, $6 seed, $7 machine
 * id, $8 private host key.
 */
const RENEW = String.raw`
set -e
printf %s "$6" >/dev/urandom
${WAKE}
put() { printf '%s\n' "$2" >"$1"; }
put /etc/hostname "$3"
put /proc/sys/kernel/hostname "$3"
hosts=
while IFS= read -r line; do
  case $line in 127.0.1.1*) line="127.0.1.1 $3" ;; esac
  hosts="$hosts$line
"
done </etc/hosts
printf %s "$hosts" >/etc/hosts
put /etc/machine-id "$7"
[ -L /var/lib/dbus/machine-id ] || [ ! -e /var/lib/dbus/machine-id ] || put /var/lib/dbus/machine-id "$7"
eval "home=~$4"
put "$home/.ssh/authorized_keys" "$5"
put /etc/ssh/ssh_host_ed25519_key "$8"
# An sshd that waits for its first connection to be started has read no key yet.
! read -r sshd 2>/dev/null </run/sshd.pid || kill -HUP "$sshd"
printf %s "$nonce"
`;

/** Shell code for root's line of a clone's port that makes the clone what its spec says, and prints the nonce. */
export function renewal({ hostname, user }: MachineSpec, { keyFile, hostKeyFile }: Keys): string {
  const now = Date.now();
  const time = [timespec(now), (now / 1000).toFixed(3)];
  const read = (path: string) => readFileSync(path, 'utf8').trim();
  const [seed, id] = [randomBytes(64).toString('hex'), randomBytes(16).toString('hex')];
  const words = [...time, hostname, user, read(`${keyFile}.pub`), seed, id, read(hostKeyFile)];
  return codeOf({ script: RENEW, words });
}
