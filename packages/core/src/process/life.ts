export { isStopped, lifeOf, ownLife, whereabouts } from '../../bin/life.js';
export type { Life, Whereabouts } from '../../bin/life.js';
