import type { RuleSet } from '../matching/rule-set';
import { TextLines } from '../reading/text-lines';
import type { Place } from './place';
import { Scan } from './scan';

/** The ids of the rules that match a text of one or more lines. */
export function matchingRules(
  text: string,
  rules: RuleSet,
  place: Place = { box: 'box' },
): string[] {
  const scan = new Scan(rules, place);
  const lines = new TextLines(scan, 0, 1);
  lines.push(text);
  lines.end();
  return scan.end().map(({ rule }) => rule);
}
