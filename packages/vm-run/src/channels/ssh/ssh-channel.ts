import type { Runner } from '@flightline/core/process';
import type { Channel } from '../channel';
import { shellChannel } from '../shell';
import { connect } from './connect';
import { renewable } from './renewable';
import { type SshSettings, clientCommand } from './ssh-options';

export interface SshChannelOptions extends SshSettings {
  runner: Runner;
  /** Ends the waiting for the guest; a channel that stands does not listen to it. */
  signal: AbortSignal;
}

/** sshd takes 10 sessions on a connection (MaxSessions); two are left for ending commands. */
const COMMANDS_AT_ONCE = 8;

/** A guest whose sshd is gone starts it again or never; an emulated one takes its time. */
const RENEW_MS = 60_000;

/**
 * Connects to a guest that is up or still booting; waits until it is, or `signal` fires.
 * What runs when the connection dies is lost; for the commands after it the connection is made once more.
 * Needs a POSIX shell, Linux's /proc and tar in the guest.
 * Raises CHANNEL_FAILED when the guest refuses the key or shows another host key.
 */
export async function openSshChannel({
  runner,
  signal,
  ...settings
}: SshChannelOptions): Promise<Channel> {
  const connection = renewable(await connect(runner, settings, signal), (giveUp) =>
    connect(runner, settings, AbortSignal.any([giveUp, AbortSignal.timeout(RENEW_MS)])),
  );
  return shellChannel({
    name: 'ssh',
    runner,
    carry: (line) => runner.start(clientCommand(settings, line)),
    commandsAtOnce: COMMANDS_AT_ONCE,
    ready: (signal) => connection.ready(signal),
    close: () => connection.close(),
  });
}
