export type { Channel, ExecOptions, GuestResult, PullLimits, PullReport } from './channel';
export { guestDiskFull } from './guest-disk-full';
export { codeOf, quoteForShell, shellChannel } from './shell';
export {
  interactiveCommand,
  openSshChannel,
  openSshWay,
  remoteCommand,
  writeKnownHost,
} from './ssh';
export type { SshSettings } from './ssh';
export { PORT_LINES, openPortChannel, portNames, startAgent } from './port';
export type { PortChannel, PortSockets } from './port';
export { REHEARSE_TRANSFERS } from './tar/send';
