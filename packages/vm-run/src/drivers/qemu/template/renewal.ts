// What makes a clone a machine of its own: a clone wakes up with the clock, the random numbers, the names and the keys
// of its template.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Argv } from '@flightline/core/process';
import { quoteForShell } from '../../../channels';
import type { MachineSpec } from '../../driver';
import type { Keys } from '../identity';

/** POSIX sh for root. $1 seconds since 1970, $2 host name, $3 user, $4 key that may log in, $5 seed, $6 machine id. */
const RENEW = String.raw`
date -s "@$1" >/dev/null
printf %s "$5" >/dev/urandom
# Without vmgenid (Linux 5.18) the kernel has to be told to use the seed: RNDRESEEDCRNG of linux/random.h.
[ -d /sys/bus/acpi/drivers/vmgenid ] ||
  perl -e 'open(my $r, ">", "/dev/urandom") && ioctl($r, 0x5207, 0) || exit 1' 2>/dev/null ||
  python3 -c 'import fcntl; fcntl.ioctl(open("/dev/urandom", "w"), 0x5207)' 2>/dev/null || :
printf '%s\n' "$2" >/etc/hostname
printf '%s\n' "$2" >/proc/sys/kernel/hostname
sed -i "s/^127\.0\.1\.1.*/127.0.1.1 $2/" /etc/hosts
printf '%s\n' "$6" >/etc/machine-id
[ -e /var/lib/dbus/machine-id ] && [ ! -L /var/lib/dbus/machine-id ] && printf '%s\n' "$6" >/var/lib/dbus/machine-id
eval "home=~$3"
mkdir -p "$home/.ssh"
printf '%s\n' "$4" >"$home/.ssh/authorized_keys"
cat >/etc/ssh/ssh_host_ed25519_key
# Behind the back of whoever waits for the machine: nobody has logged in yet.
{ sleep 0.2; kill -HUP "$(cat /run/sshd.pid)"; } >/dev/null 2>&1 &
:
`;

/** The command of a clone's user, and its input, that makes the clone what its spec says. It prints the nonce. */
export function renewal(
  { hostname, user }: MachineSpec,
  { keyFile, hostKeyFile }: Keys,
): { argv: Argv; stdin: Buffer } {
  const seconds = (Date.now() / 1000).toFixed(3);
  const key = readFileSync(`${keyFile}.pub`, 'utf8').trim();
  const [seed, id] = [randomBytes(64).toString('hex'), randomBytes(16).toString('hex')];
  const root = user === 'root' ? [] : ['sudo', '-n'];
  const words = [...root, 'sh', '-c', RENEW, 'sh', seconds, hostname, user, key, seed, id];
  const line = `printf %s "$FLIGHTLINE_NONCE"; exec ${quoteForShell(words)}`;
  return { argv: ['sh', '-c', line], stdin: readFileSync(hostKeyFile) };
}
