export { artifactsOf, noArtifact } from './artifact-of';
export type { ShippedArtifact } from './artifact-of';
export { librariesIn, loadable } from './bundle';
export { leaksOf } from './leak';
export type { Leak } from './leak';
export { lacksOf } from './start';
export type { Lack } from './start';
