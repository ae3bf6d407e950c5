export { rememberedDigest } from './remembered-digest';
export { fromStore } from './store';
export type { Stored } from './store';
