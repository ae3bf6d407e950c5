export { REPOSITORY } from './pack';
export { PRODUCT, boxRoot, demand, editProject, quickstartWorkspace } from './workspace';
export type { Workspace } from './workspace';
