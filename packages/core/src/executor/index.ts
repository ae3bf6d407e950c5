export { inRelease, linkTo, matrixOf, releaseOf, runExecutor } from './run-executor';
export type { ProjectFacts, Task } from './run-executor';
