// What stands in rule files: entry for those that are written in TypeScript.
import type { Rule } from '../rules';
import type { Expectation } from './expectation';

export type { Expectation } from './expectation';
export { CATEGORIES, SEVERITIES } from '../rules';
export type { Category, Continuation, Rule, Severity, Window } from '../rules';

/** A rule, checked by the compiler. */
export const defineRule = (rule: Rule): Rule => rule;

/** An expectation, checked by the compiler. */
export const defineExpectation = (expectation: Expectation): Expectation => expectation;

/** The default export of a rule file in TypeScript; one in YAML says the same, beside `version: 1`. */
export interface RuleFile {
  readonly rules?: readonly Rule[];
  readonly expectations?: readonly Expectation[];
}

export const defineRules = (file: RuleFile): RuleFile => file;
