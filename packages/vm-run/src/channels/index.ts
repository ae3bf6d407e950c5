export type { Channel, ExecOptions, GuestResult, PullLimits, PullReport } from './channel';
export { shellChannel } from './shell';
export { interactiveCommand, openSshChannel } from './ssh';
export type { SshSettings } from './ssh';
