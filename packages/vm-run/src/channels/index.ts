export type {
  Channel,
  ExecOptions,
  GuestEnding,
  GuestResult,
  PullLimits,
  PullReport,
  Refusal,
  TransferOptions,
} from './channel';
export { interactiveCommand, openSshChannel } from './ssh';
export type { SshChannelOptions, SshSettings } from './ssh';
