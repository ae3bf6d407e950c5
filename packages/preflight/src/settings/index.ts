export { LEVELS, settingsOf } from './settings';
export type { CheckSettings, GivenSettings, Level } from './settings';
export { keyOf, validator } from './validate';
