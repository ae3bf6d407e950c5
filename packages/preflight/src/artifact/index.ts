export { readArtifact } from './read-artifact';
export type { Artifact, ArtifactElf } from './read-artifact';
