export { REPOSITORY } from './pack';
export {
  PRODUCT,
  boxRoot,
  demand,
  editProject,
  emptyWorkspace,
  quickstartWorkspace,
} from './workspace';
export type { Workspace } from './workspace';
