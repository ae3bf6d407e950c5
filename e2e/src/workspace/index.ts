export { REPOSITORY, packAll } from './pack';
export {
  PRODUCT,
  boxRoot,
  demand,
  editProject,
  emptyWorkspace,
  exampleWorkspace,
  productRoot,
  quickstartWorkspace,
} from './workspace';
export type { NxVersions, Workspace } from './workspace';
