export { openProjectFiles } from './project-files';
export type { ProjectFiles } from './project-files';
export { matchesGlob } from './record';
export type { FilesRecord } from './record';
export type { Kind, Parse } from './store';
