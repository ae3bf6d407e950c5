export type { Channel, ExecOptions, GuestResult, PullLimits, PullReport } from './channel';
export { guestDiskFull } from './guest-disk-full';
export { quoteForShell, shellChannel } from './shell';
export {
  interactiveCommand,
  openSshChannel,
  openSshWay,
  remoteCommand,
  writeKnownHost,
} from './ssh';
export type { SshSettings } from './ssh';
export { PORT_LINE, PORT_LINES, START_AGENT, openPortChannel, portNames } from './port';
export type { PortChannel, PortSockets } from './port';
