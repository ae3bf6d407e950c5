export { IMAGE_SOURCES, imageProblems, lockImage, provideImage } from './sources';
export { LOCK_FILE } from './lock-file';
export type { LockFile, LockedFile } from './lock-file';
export type { Image, ImageContext, ImageProgress, ImageRequest, ImageSource } from './image';
