import type { Runner } from '@flightline/core/process';
import type { Channel } from '../channel';
import { type Way, shellChannel } from '../shell';
import { connect } from './connect';
import { renewable } from './renewable';
import { type SshSettings, clientCommand } from './ssh-options';

export interface SshChannelOptions extends SshSettings {
  runner: Runner;
  /** Ends the waiting for the guest; a channel that stands does not listen to it. */
  signal: AbortSignal;
}

/**
 * sshd takes 10 sessions on a connection (MaxSessions), and may still count one whose command has ended: all may end and
 * be followed by others at the same time, and two are left for ending commands.
 */
const COMMANDS_AT_ONCE = 4;

/** A guest whose sshd is gone starts it again or never; an emulated one takes its time. */
const RENEW_MS = 60_000;

/**
 * Connects to a guest that is up or still booting; waits until it is, or `signal` fires.
 * What runs when the connection dies is lost; for the commands after it the connection is made once more.
 * Needs a POSIX shell, Linux's /proc and tar in the guest.
 * Raises CHANNEL_FAILED when the guest refuses the key or shows another host key.
 */
export async function openSshChannel(options: SshChannelOptions): Promise<Channel> {
  const way = await openSshWay(options);
  const { runner, user } = options;
  return shellChannel({ name: 'ssh', runner, user, commandsAtOnce: COMMANDS_AT_ONCE, way });
}

/** The same for another channel to use. Raises the same. */
export async function openSshWay({ runner, signal, ...settings }: SshChannelOptions): Promise<Way> {
  const connection = renewable(await connect(runner, settings, signal), (giveUp) =>
    connect(runner, settings, AbortSignal.any([giveUp, AbortSignal.timeout(RENEW_MS)])),
  );
  return {
    carry: (code) => runner.start(clientCommand(settings, code)),
    mayDrop: true,
    ready: (giveUp) => connection.ready(giveUp),
    close: () => connection.close(),
  };
}
