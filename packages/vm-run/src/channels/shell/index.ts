export type { CarryLine } from './guest-command';
export { shellChannel } from './shell-channel';
export type { ShellChannelOptions } from './shell-channel';
