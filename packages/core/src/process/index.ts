export { createRunner } from './execa-runner';
export { isAlive, ownLife } from './life';
export type { Life } from './life';
export { LineSplitter } from './lines';
export { Tail } from './tail';
export { describeEnding, succeeded } from './runner';
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
