export { PORT_LINES, portNames, startAgent } from './agent';
export { openPortChannel } from './port-channel';
export type { PortChannel } from './port-channel';
export type { PortSockets } from './port-line';
