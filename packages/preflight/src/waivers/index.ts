export { waive } from './apply';
export type { WaivedProblem, WaivedResult } from './apply';
export { WAIVERS, judgeWaivers } from './judge';
export { readWaivers, stillHolding } from './read';
export type { Waiver } from './read';
