export { PORT_LINE, PORT_LINES, START_AGENT, portNames } from './agent';
export { openPortChannel } from './port-channel';
export type { PortChannel } from './port-channel';
export type { PortSockets } from './port-line';
