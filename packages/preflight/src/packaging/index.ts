export { BACK_ENDS } from './back-ends';
export { forecast } from './forecast';
export type { Forecast, Foretold } from './forecast';
export { foretell } from './foretell';
export { DATA_SETTINGS, requiredData } from './required';
export type { DataSettings } from './required';
export { shortfall } from './shortfall';
export { treeOf } from './tree';
