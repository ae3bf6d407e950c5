export { fakeRunner } from './fake-runner';
export type { FakeRunner, Script, ScriptedAnswer } from './fake-runner';
export { recordingReporter } from './recording-reporter';
export { temporaryFolder } from './temporary-folder';
