export { BOX_DEFAULTS, boxProblems, completeBox } from './box';
export type { Box, BoxDefinition, BoxOptions, Timeouts } from './box';
export { BOX_TAG, matrixProblems, matrixTag } from './matrix';
export type { Matrix } from './matrix';
export { PHASES, VERDICTS } from './verdict';
export type { Phase, Verdict } from './verdict';
