export { explainCacheError } from './explain';
export { readState } from './file-state';
export { rememberedDigest } from './remembered-digest';
export { fromStore, inStore } from './store';
export type { Recipe, Stored } from './store';
export { withTurn } from './turn';
