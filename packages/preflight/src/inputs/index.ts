export { NAMED_INPUT, inputsOf, notFollowed } from './inputs';
export { INPUTS, judgeInputs } from './judge';
