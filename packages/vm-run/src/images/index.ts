export {
  differences,
  hasImageSource,
  imageProblems,
  lockImage,
  lookAtImage,
  provideImage,
} from './sources';
export type { Difference } from './sources';
export { LOCK_FILE, lockCommand, lockFacts, readLockFile } from './lock-file';
export { recipeVersion } from './debian';
export { diskUsage, heldBy, removeEntry, storeContents } from './store';
export type { StoreEntry } from './store';
export type { Image, ImageContext, ImageRequest } from './image';
