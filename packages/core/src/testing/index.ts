export { elfFile } from './elf-file';
export type { ElfParts } from './elf-file';
export { fakeLease } from './fake-lease';
export { fakeRunner } from './fake-runner';
export type { FakeRunner, Script, ScriptedAnswer } from './fake-runner';
export { foundLease } from './found-lease';
export { passedResult } from './passed-result';
export { recordingReporter } from './recording-reporter';
export { temporaryFolder } from './temporary-folder';
