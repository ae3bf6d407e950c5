// What this host is told to hold namespaces and to run commands in them. Nothing here looks at the host.
import type { Argv } from '@flightline/core/process';
import type { MachineSpec } from '../driver';
import { HOLD, TRY } from './scripts';

/** What people have to know at each run. */
export const WHAT_IT_IS =
  "No machine is made: the driver 'dummy' runs the commands of the box on this host, with its kernel and its programs, and says nothing about the system that the box is named after.";

/** A root of its own makes mounts possible; outside it has the rights of the user who started it, and no more. */
const NAMESPACES = [
  ...['unshare', '--user', '--map-root-user', '--mount', '--pid', '--uts', '--ipc', '--net'],
  // pid 1 takes all others with it, and does not outlive its parent.
  ...['--fork', '--kill-child'],
] as const;

/** Makes everything that a machine needs, and ends at once; prints the version of util-linux. */
export const TRY_COMMAND: Argv = [...NAMESPACES, '/bin/sh', '-c', TRY];

/** The first words that a holder says: then commands may enter, by the process id that follows. */
export const READY = 'ready ';

/** The command that is the machine. */
export function holdCommand({ box, hostname, user }: MachineSpec): Argv {
  const words = [`flightline-${box}`, hostname, user, String(idOf(user)), homeOf(user)];
  return [...NAMESPACES, '/bin/sh', '-c', HOLD, ...words];
}

/** The command that takes shell code into the namespaces of a holder. */
export function enterCommand(holder: number, user: string, code: string): Argv {
  return [...into(holder, user, ['setsid']), '-c', `cd || exit\n${code}`];
}

/** The command that opens a shell in the namespaces of a holder, on the terminal of its caller. */
export const shellCommand = (holder: number, user: string): Argv => [...into(holder, user), '-i'];

/** The command that runs the shell line put behind it as one more word. */
export const lineCommand = (holder: number, user: string): Argv => [...into(holder, user), '-c'];

/** A shell inside, still without its arguments. */
function into(holder: number, user: string, around: readonly string[] = []): Argv {
  const id = idOf(user);
  return [
    ...(['nsenter', '--target', String(holder), '--preserve-credentials'] as const),
    ...['--user', '--mount', '--pid', '--uts', '--ipc', '--net', ...around],
    // One more user namespace: it names the user, and takes the right to change mounts away.
    ...['unshare', '--user', `--map-user=${id}`, `--map-group=${id}`],
    ...['env', '-i', ...login(user), '/bin/sh'],
  ];
}

/** A command that fails as one for a dead holder does; its process id may be somebody else's by now. */
export const NO_WAY_IN: Argv = ['false'];

const idOf = (user: string) => (user === 'root' ? 0 : 1000);
const homeOf = (user: string) => (user === 'root' ? '/root' : `/home/${user}`);

const login = (user: string) => [
  ...[`HOME=${homeOf(user)}`, `USER=${user}`, `LOGNAME=${user}`, 'SHELL=/bin/sh'],
  'PATH=/run/flightline/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'LANG=C.UTF-8',
];
