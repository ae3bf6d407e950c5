export { renderJunit } from './junit';
export type { JunitCase, JunitProblem, JunitSuite } from './junit';
export type { JunitFile } from './read-junit';
export { readReports } from './read-reports';
export { escapeAttribute, escapeText } from './xml';
