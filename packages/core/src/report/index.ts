export { renderJunit } from './junit';
export type { JunitCase, JunitProblem, JunitSuite } from './junit';
export { escapeAttribute, escapeText } from './xml';
