export { quoteForShell } from './quote';
export { shellChannel } from './shell-channel';
