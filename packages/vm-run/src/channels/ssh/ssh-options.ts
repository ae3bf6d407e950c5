import { join } from 'node:path';
import type { Argv } from '@flightline/core/process';

/** Where a guest listens, and what both sides know each other by. Paths are absolute. */
export interface SshSettings {
  host: string;
  port: number;
  user: string;
  /** Private key that may log in. */
  keyFile: string;
  /** The guest's public host key, `ssh-ed25519 AAAA...`: known beforehand, so the first connection is checked too. */
  hostKey: string;
  /** Private folder (0700) of this machine; its path has at most 80 bytes, as sockets go in there. */
  runtimeDir: string;
}

/** The name the host key is filed under: port and address of a guest change with each run. */
export const HOST_KEY_ALIAS = 'flightline-guest';

/** A unix socket's path has room for 107 bytes, and ssh makes its own by adding 17 to the name it is given. */
export const CONTROL_PATH_LIMIT = 90;

export const controlPath = ({ runtimeDir }: SshSettings): string => join(runtimeDir, 'ssh');
export const knownHostsPath = ({ runtimeDir }: SshSettings): string =>
  join(runtimeDir, 'known_hosts');

/** Seconds between two signs of life, and how many may be missing: an emulated guest can be silent for long. */
const ALIVE = { interval: 15, count: 8 };

type Option = readonly [name: string, value: string | number];

const identity = (settings: SshSettings): readonly Option[] => [
  ['IdentityFile', settings.keyFile],
  ['IdentitiesOnly', 'yes'],
  ['IdentityAgent', 'none'],
  ['UserKnownHostsFile', knownHostsPath(settings)],
  ['GlobalKnownHostsFile', '/dev/null'],
  ['HostKeyAlias', HOST_KEY_ALIAS],
  ['StrictHostKeyChecking', 'yes'],
  ['UpdateHostKeys', 'no'],
  // The cheapest under emulation first: a third off a login, and twice the throughput of AES-GCM, whose hash
  // is slow without the processor's help. `^` keeps the others on offer.
  ['KexAlgorithms', '^ecdh-sha2-nistp256'],
  ['Ciphers', '^aes128-ctr'],
  ['MACs', '^umac-64-etm@openssh.com'],
];

const CALM: readonly Option[] = [
  ['BatchMode', 'yes'],
  ['PreferredAuthentications', 'publickey'],
  ['ClearAllForwardings', 'yes'],
  ['ForwardAgent', 'no'],
  ['LogLevel', 'ERROR'],
  ['EscapeChar', 'none'],
];

// `-F none`: the user's own ssh configuration is about other hosts.
const ssh = (options: readonly Option[], rest: readonly string[]): Argv => [
  'ssh',
  ...['-F', 'none'],
  ...options.flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ...rest,
];

const target = ({ host, port, user }: SshSettings) => ['-p', String(port), `${user}@${host}`];

/** The command that holds the connection, in the foreground, until it is stopped or the guest is gone. */
export function masterCommand(settings: SshSettings, connectTimeoutS: number): Argv {
  const options: readonly Option[] = [
    ...identity(settings),
    ...CALM,
    ['ControlMaster', 'yes'],
    ['ControlPath', controlPath(settings)],
    ['ControlPersist', 'no'],
    ['ConnectTimeout', connectTimeoutS],
    ['ServerAliveInterval', ALIVE.interval],
    ['ServerAliveCountMax', ALIVE.count],
  ];
  return ssh(options, ['-N', '-T', ...target(settings)]);
}

/**
 * The command that carries shell code to the guest over the connection that stands. Whatever shell the user logs in with,
 * the code gets a POSIX one: what shells understand differently between quotes is escaped for printf's %b.
 */
export function clientCommand(settings: SshSettings, code: string): Argv {
  const options: readonly Option[] = [
    ...CALM,
    ['ControlMaster', 'no'],
    ['ControlPath', controlPath(settings)],
    // Without a master ssh would connect anew and look like the same machine.
    ['ProxyCommand', 'false'],
  ];
  const escaped = code
    .replaceAll('\\', '\\0134')
    .replaceAll("'", '\\0047')
    .replaceAll('\n', '\\0012');
  const line = `exec /bin/sh -c 'eval "$(printf %b "$1")"' sh '${escaped}'`;
  return ssh(options, ['-T', ...target(settings), '--', line]);
}

/** The command that runs one shell line of the guest, put behind it as one more word, over a connection of its own. */
export function remoteCommand(settings: SshSettings): Argv {
  return ssh([...identity(settings), ...CALM], ['-T', ...target(settings), '--']);
}

/** The command a person types to look into the machine. */
export function interactiveCommand(settings: SshSettings): Argv {
  return ssh(identity(settings), target(settings));
}
