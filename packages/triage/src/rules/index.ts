import { abort, illegalInstruction, memoryFault } from './crash';
import {
  badInterpreter,
  execFormat,
  glibcTooOld,
  libraryMissing,
  libraryVersionMissing,
  libstdcxxTooOld,
  symbolMissing,
} from './linking';
import { diskError, emergencyShell, kernelPanic, unitFailed } from './machine';
import { nameResolution } from './network';
import { packageFetch, packageInstall, packageLock } from './packages';
import { frozenStart, loggedTraceback, traceback } from './python';
import { diskFull, killed, outOfMemory, readOnlyFileSystem } from './resources';
import type { Rule } from './rule';
import { addressInUse, serverStart } from './server';
import { pytestFailed, suiteFailed, tapNotOk, unittestFailed } from './tests';

export { HARMLESS } from './harmless';
export { CATEGORIES, SEVERITIES } from './rule';
export type { Category, Continuation, Rule, Severity } from './rule';

/** Every rule; causes before their consequences. New rule: one constant, one line here. */
export const RULES: readonly Rule[] = [
  kernelPanic,
  emergencyShell,
  diskError,
  outOfMemory,
  killed,
  diskFull,
  readOnlyFileSystem,
  glibcTooOld,
  libstdcxxTooOld,
  libraryVersionMissing,
  libraryMissing,
  symbolMissing,
  execFormat,
  badInterpreter,
  illegalInstruction,
  memoryFault,
  abort,
  frozenStart,
  traceback,
  packageLock,
  packageFetch,
  packageInstall,
  addressInUse,
  serverStart,
  pytestFailed,
  unittestFailed,
  tapNotOk,
  suiteFailed,
  nameResolution,
  unitFailed,
  loggedTraceback,
];
