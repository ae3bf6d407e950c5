export { STAGES, fail, pass, skip, unverified, warn } from './check';
export type { Check, CheckContext, CheckResult, Outcome, Stage, Status } from './check';
export { hasFailed, runChecks } from './run-checks';
