export { writeKnownHost } from './connect';
export { openSshChannel, openSshWay } from './ssh-channel';
export { interactiveCommand, remoteCommand } from './ssh-options';
export type { SshSettings } from './ssh-options';
