import { RE2JS, RE2Set } from 're2js';
import { HARMLESS, type Rule } from '../rules';

export interface RuleSet {
  /** The rules that match a line, in the order of the list. `above` is the line before it. */
  match(line: string, above: string): readonly RuleMatch[];
}

interface RuleMatch {
  rule: Rule;
  /** Where the match begins in the line. */
  at: number;
}

/**
 * All patterns of all rules in one automaton, which tells in one pass over a line which of them match; almost no
 * line goes further than that. Raises re2js's own error for a pattern that is not RE2, e.g. one with look-around.
 */
export function compileRules(rules: readonly Rule[]): RuleSet {
  const any = new RE2Set();
  const owners: { rule: Rule; pattern: RE2JS }[] = [];
  for (const rule of rules) {
    for (const pattern of rule.patterns) {
      any.add(pattern);
      owners.push({ rule, pattern: RE2JS.compile(pattern) });
    }
  }
  any.compile();
  const harmless = matcher(HARMLESS);
  const conditions = new Map(rules.map((rule) => [rule, compileConditions(rule)]));

  return {
    match: (line, above) => {
      const hits = any.match(line);
      if (hits.length === 0 || harmless(line)) return [];
      const found = new Map<Rule, RuleMatch>();
      for (const hit of hits.sort((a, b) => a - b)) {
        const owner = owners[hit];
        if (owner === undefined || found.has(owner.rule)) continue;
        if (!conditions.get(owner.rule)?.(line, above)) continue;
        found.set(owner.rule, { rule: owner.rule, at: positionOf(owner.pattern, line) });
      }
      return [...found.values()];
    },
  };
}

function compileConditions({
  unless = [],
  onlyBelow,
  unlessBelow = [],
}: Rule): (line: string, above: string) => boolean {
  const excluded = matcher(unless);
  const excludedBelow = matcher(unlessBelow);
  const neededAbove = onlyBelow === undefined ? () => true : matcher(onlyBelow);
  return (line, above) => !excluded(line) && !excludedBelow(above) && neededAbove(above);
}

function matcher(patterns: readonly string[]): (line: string) => boolean {
  if (patterns.length === 0) return () => false;
  const set = new RE2Set();
  for (const pattern of patterns) set.add(pattern);
  set.compile();
  return (line) => set.match(line).length > 0;
}

function positionOf(pattern: RE2JS, line: string): number {
  const match = pattern.matcher(line);
  return match.find() ? match.start() : 0;
}
