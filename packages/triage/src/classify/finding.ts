import { CATEGORIES, type Category, type Rule, type Severity } from '../rules';

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
  /** URLs or paths to read on. */
  links?: readonly string[];
  owner?: string;
  /** How many more runs may help by themselves. */
  retries: number;
  box: string;
  /** Counted from 1. */
  line: number;
  /** Where that line begins, in bytes of the file; of a compressed one, in bytes of what was compressed. */
  offset: number;
  /** The line that says it, printable; a very long one is cut around the match. */
  text: string;
  /** What the named groups of the pattern held. */
  captures?: Readonly<Record<string, string>>;
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
export type Evidence = Pick<Finding, 'line' | 'offset' | 'text' | 'excerpt' | 'captures'>;

export function findingOf(rule: Rule, box: string, evidence: Evidence, count: number): Finding {
  const { id, category, severity, title, why, action, links, owner } = rule;
  const { retries = CATEGORIES[category].retries } = rule;
  return {
    ...{ rule: id, category, severity, title, why, action, retries, box, count },
    ...(links === undefined ? {} : { links }),
    ...(owner === undefined ? {} : { owner }),
    ...evidence,
  };
}
