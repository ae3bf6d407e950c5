export { createRunner } from './execa-runner';
export { isStopped, lifeOf, ownLife, whereabouts } from './life';
export type { Life, Whereabouts } from './life';
export { LineSplitter } from './lines';
export { Tail } from './tail';
export { describeEnding, succeeded } from './runner';
export { userId } from './user-id';
export type {
  Argv,
  Ending,
  Exit,
  ProcessHandle,
  ProcessOptions,
  RunOptions,
  RunResult,
  Runner,
  StartOptions,
} from './runner';
