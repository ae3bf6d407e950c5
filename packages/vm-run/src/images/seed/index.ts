export { nocloudSeed } from './nocloud';
