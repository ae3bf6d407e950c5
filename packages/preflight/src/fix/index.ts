export { renderDiff } from './diff';
export { applyChanges, readFrom } from './files';
export { planFixes } from './plan';
export type { FixPlan } from './plan';
