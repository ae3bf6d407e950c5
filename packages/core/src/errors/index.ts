export { ERROR_CODES } from './codes';
export type { CodeOf, ErrorCode, Family } from './codes';
export type { Position, Range, TextEdit } from './edit';
export { EnvironmentError, FlightlineError, UserError, rejectProblems } from './errors';
export type { Problem } from './errors';
export { readableError, renderError, renderProblem } from './render';
export { explainSystemError } from './system';
