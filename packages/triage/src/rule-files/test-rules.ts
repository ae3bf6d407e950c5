import { matchingRules } from '../classify/examples';
import { compileRules } from '../matching/rule-set';
import type { Rule } from '../rules';

/** An example that does not do what its rule says. */
export interface BrokenExample {
  rule: string;
  kind: keyof Rule['examples'];
  text: string;
  /** The rules that match it. */
  matched: readonly string[];
}

/** Runs the examples of rules as they will be used: all rules together, in the first box and file that suits them. */
export function testRules(rules: readonly Rule[]): { examples: number; broken: BrokenExample[] } {
  const set = compileRules(rules.map(anywhere));
  const broken: BrokenExample[] = [];
  let count = 0;
  for (const { id, examples } of rules) {
    for (const kind of ['matches', 'mustNotMatch'] as const) {
      for (const text of examples[kind]) {
        count += 1;
        const matched = matchingRules(text, set);
        if (matched.includes(id) !== (kind === 'matches'))
          broken.push({ rule: id, kind, text, matched });
      }
    }
  }
  return { examples: count, broken };
}

/** Examples are about what is said, not about where. */
function anywhere(rule: Rule): Rule {
  const scopes: readonly string[] = ['boxes', 'files'] satisfies (keyof Rule)[];
  return Object.fromEntries(
    Object.entries(rule).filter(([key]) => !scopes.includes(key)),
  ) as unknown as Rule;
}
