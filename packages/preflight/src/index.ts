// For checks of one's own: what `flightline.checks.ts` of a release project imports.
export { fail, pass, skip, unverified, warn } from '@flightline/core/check';
export type { Check, CheckContext, Outcome } from '@flightline/core/check';
export type { Problem, TextEdit } from '@flightline/core/errors';
export type { ProjectFiles } from '@flightline/core/files';
export { defineCheck } from './own-checks/define-check';
