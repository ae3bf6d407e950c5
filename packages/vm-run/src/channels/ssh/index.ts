export { openSshChannel } from './ssh-channel';
export { interactiveCommand } from './ssh-options';
export type { SshSettings } from './ssh-options';
