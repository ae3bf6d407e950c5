export { settingsOf } from './settings';
export type { CheckSettings } from './settings';
export { keyOf, validator } from './validate';
