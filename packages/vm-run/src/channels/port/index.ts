export { PORT_LINES, START_AGENT, PORT_LINE, portNames } from './agent';
export type { PortSockets } from './port-line';
export { openPortChannel } from './port-channel';
