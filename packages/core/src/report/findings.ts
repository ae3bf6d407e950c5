import type { Problem } from '../errors';

/**
 * What a tool found, apart from how it is shown. Preflight and triage say it in this form, and every writer of this
 * folder understands it.
 */
export interface FindingsReport {
  tool: { name: string; version: string };
  /** What was looked at; a finding without a file of its own stands at `file`, relative to the workspace. */
  subject: { name: string; file: string };
  /** Tells reports of one tool about one subject apart, e.g. `source`. */
  part: string;
  rules: readonly ReportRule[];
  findings: readonly ReportFinding[];
}

export interface ReportRule {
  id: string;
  /** What holds when nothing is found, in a few words. */
  title: string;
  why: string;
  /** How to mend what it finds, in general. */
  help?: string;
}

/** The most severe first. */
const LEVELS = ['error', 'warning', 'note'] as const;

export type Level = (typeof LEVELS)[number];

export interface ReportFinding {
  /** Id of its rule. */
  rule: string;
  level: Level;
  problem: Problem;
  /** Why it may stay. It is shown, and counts for nothing. */
  waiver?: ReportWaiver;
}

export interface ReportWaiver {
  reason: string;
  owner?: string;
  /** ISO 8601 date after which it no longer holds. */
  expires?: string;
}

/**
 * The findings in the order every writer shows them, the same for the same findings: what counts before what is
 * waived, the most severe first, then by rule, file and place.
 */
export function inOrder({ rules, findings }: FindingsReport): ReportFinding[] {
  const ranks = new Map(rules.map(({ id }, index) => [id, index]));
  const keysOf = ({ rule, level, problem, waiver }: ReportFinding) => [
    waiver === undefined ? 0 : 1,
    LEVELS.indexOf(level),
    ranks.get(rule) ?? rules.length,
    rule,
    problem.file ?? '',
    problem.line ?? 0,
    problem.column ?? 0,
    problem.message,
  ];
  return findings
    .map((finding) => ({ finding, keys: keysOf(finding) }))
    .sort((a, b) => compare(a.keys, b.keys))
    .map(({ finding }) => finding);
}

type Keys = readonly (string | number)[];

/** By code units: a locale would give each host an order of its own. */
function compare(a: Keys, b: Keys): number {
  const index = a.findIndex((key, at) => key !== b[at]);
  if (index === -1) return 0;
  return (a[index] ?? 0) < (b[index] ?? 0) ? -1 : 1;
}

/** Message and hint, each on a line of its own. */
export const textOf = ({ message, hint }: Problem): string =>
  hint === undefined ? message : `${message}\n${hint}`;

/** `because it is old (kim, until 2027-01-31)` without its first word. */
export function waiverText({ reason, owner, expires }: ReportWaiver): string {
  const until = expires === undefined ? undefined : `until ${expires}`;
  const facts = [owner, until].filter((fact) => fact !== undefined).join(', ');
  return facts === '' ? reason : `${reason} (${facts})`;
}
