export { writeKnownHost } from './connect';
export { openSshChannel } from './ssh-channel';
export { interactiveCommand, remoteCommand } from './ssh-options';
export type { SshSettings } from './ssh-options';
