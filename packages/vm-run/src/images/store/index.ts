export { diskUsage, heldBy, storeContents } from './contents';
export type { StoreEntry } from './contents';
export { explainCacheError } from './explain';
export { readState } from './file-state';
export { rememberedDigest } from './remembered-digest';
export { removeEntry } from './remove';
export { fromStore, inStore } from './store';
export type { Recipe, Stored } from './store';
export { withTurn } from './turn';
