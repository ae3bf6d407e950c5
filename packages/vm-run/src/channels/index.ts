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
