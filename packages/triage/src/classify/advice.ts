import { RULES } from '../rules';
import type { Finding } from './finding';

/**
 * The finding that says how many more runs may help, in its `retries`: of the hard ones that which stands first among
 * the rules, for causes stand before their consequences. Undefined where no rule knows what happened.
 */
export function retryAdvice(findings: readonly Finding[]): Finding | undefined {
  return findings
    .filter(({ severity }) => severity === 'hard')
    .reduce<Finding | undefined>(
      (best, one) => (best === undefined || rankOf(one) < rankOf(best) ? one : best),
      undefined,
    );
}

/** Rules of a product come last: what they know better than ours, ours yield to. */
function rankOf({ rule }: Finding): number {
  const rank = RULES.findIndex(({ id }) => id === rule);
  return rank === -1 ? RULES.length : rank;
}
