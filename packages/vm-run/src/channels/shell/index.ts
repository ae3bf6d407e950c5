export { shellChannel } from './shell-channel';
