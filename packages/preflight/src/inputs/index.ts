export { expiryInput } from './expiry';
export { NAMED_INPUT, inputsOf } from './inputs';
export { INPUTS, judgeInputs } from './judge';
