export { REPOSITORY, packAll } from './pack';
export type { Registry } from './registry';
export {
  PRODUCT,
  boxRoot,
  demand,
  editProject,
  exampleWorkspace,
  productRoot,
  quickstartWorkspace,
  strangersWorkspace,
} from './workspace';
export type { NxVersions, Workspace } from './workspace';
