export { rememberedDigest } from './remembered-digest';
export { fromStore } from './store';
export type { Recipe, Stored } from './store';
