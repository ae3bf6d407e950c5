export { SAMPLE_BYTES, detectEncoding } from './encoding';
export type { Encoding } from './encoding';
export { openProjectFiles } from './project-files';
export type { ProjectFiles } from './project-files';
export { matcher, matchesGlob } from './record';
export type { FilesRecord } from './record';
export type { Kind, Parse } from './store';
