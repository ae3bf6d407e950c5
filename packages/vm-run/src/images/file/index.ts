export { file } from './file';
