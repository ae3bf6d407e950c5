export { systemOf, systemsOf } from './identify';
export type { BoxSystem } from './identify';
export type { Libraries, SystemNeed } from './system';
export { answerOf, compareVersions, ownVersionOf } from './versions';
