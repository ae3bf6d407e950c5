export { STAGES, fail, pass, skip, unverified, warn } from './check';
export type {
  Check,
  CheckContext,
  CheckResult,
  Outcome,
  SettingSchema,
  SettingsSchema,
  Stage,
  Status,
  Targets,
} from './check';
export { hasFailed, runCheck, runChecks } from './run-checks';
