import type { Rule } from '../rules';
import type { Remark } from '../executors/triage/report';

/** Rules that said themselves until when they hold. @param today ISO date */
export function outOfDate(rules: readonly Rule[], today: string): Remark[] {
  return rules
    .filter(({ validUntil }) => validUntil !== undefined && validUntil < today)
    .map(({ id, owner, validUntil }): Remark => {
      const who = owner === undefined ? '' : ` ${owner} looks after it.`;
      const message = `Rule '${id}' was valid until ${validUntil}: see whether it still says the right thing.${who}`;
      return { kind: 'out-of-date', severity: 'soft', message, file: null };
    });
}
