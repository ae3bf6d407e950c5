import type { Category, Rule, Severity } from '../rules';

/** A rule that matched a log, with its evidence. Plain data: it stands like this in triage.json. */
export interface Finding {
  /** Id of the rule. */
  rule: string;
  category: Category;
  severity: Severity;
  /** What happened, without a stop. */
  title: string;
  why: string;
  action: string;
  box: string;
  /** Counted from 1. */
  line: number;
  /** The line that says it, printable; a very long one is cut around the match. */
  text: string;
  /** The line with its neighbours. */
  excerpt: Excerpt;
  /** How often the rule matched in this log; the evidence is that of the first time. */
  count: number;
}

export interface Excerpt {
  /** Number of the first of `lines`. */
  from: number;
  lines: string[];
}

/** What one match adds to its rule. */
export type Evidence = Pick<Finding, 'line' | 'text' | 'excerpt'>;

export function findingOf(rule: Rule, box: string, evidence: Evidence, count: number): Finding {
  const { id, category, severity, title, why, action } = rule;
  return { rule: id, category, severity, title, why, action, box, count, ...evidence };
}
