export { hasImageSource, imageProblems, lockImage, provideImage } from './sources';
export { KNOWN_IMAGES, knownImage, knownImageOf } from './known-images';
export type { KnownImage } from './known-images';
export { LOCK_FILE } from './lock-file';
export type { LockFile } from './lock-file';
export type { Image, ImageContext, ImageRequest } from './image';
