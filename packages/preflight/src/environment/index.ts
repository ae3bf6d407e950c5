export { ENVIRONMENT_SETTINGS, isClean, startsOf } from './environment';
export type { EnvironmentSettings } from './environment';
