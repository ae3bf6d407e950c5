export type { Channel, ExecOptions, GuestResult, PullLimits, PullReport } from './channel';
export { guestDiskFull } from './guest-disk-full';
export { quoteForShell, shellChannel } from './shell';
export { interactiveCommand, openSshChannel, remoteCommand } from './ssh';
export type { SshSettings } from './ssh';
