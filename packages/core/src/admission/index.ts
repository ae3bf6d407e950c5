export type { Share } from './admit';
export { demandWithin, excessOf, readBudget } from './budget';
export { describeShare } from './describe';
export { ONE_BOOT, TRANSLATION_MIB, shareOf } from './share-of';
export { holdHere, takeShare } from './take-share';
export type { Hold } from './take-share';
