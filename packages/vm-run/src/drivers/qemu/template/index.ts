export { warmStart } from './warm-start';
