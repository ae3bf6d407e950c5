export { editTo } from './carrier';
export type { VersionCarrier } from './carrier';
export { findCarriers, releaseVersion } from './find';
export type { Found, VersionSettings } from './find';
export { isPlaceholder } from './placeholder';
