export { readArtifact } from './read-artifact';
export type { Artifact, ArtifactElf, ArtifactRecord } from './read-artifact';
