export { codeOf, quoteForShell } from './quote';
export type { Script } from './quote';
export { shellChannel } from './shell-channel';
export type { Way } from './shell-channel';
