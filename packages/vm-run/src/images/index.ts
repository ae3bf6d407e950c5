export { hasImageSource, imageProblems, lockImage, provideImage } from './sources';
export { LOCK_FILE } from './lock-file';
export type { LockFile } from './lock-file';
export type { Image, ImageContext, ImageRequest } from './image';
