export { CATEGORIES, RULES, SEVERITIES } from '../rules';
export type { Category, Rule, Severity } from '../rules';
export { retryAdvice } from './advice';
export { classify } from './classify';
export { describeFindings } from './describe';
export type { Excerpt, Finding } from './finding';
