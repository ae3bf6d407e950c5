import { type RuleSet, compileRules } from '../matching/rule-set';
import { readLog } from '../reading/read-log';
import { TextLines } from '../reading/text-lines';
import { RULES, SEVERITIES } from '../rules';
import type { Finding } from './finding';
import type { Place } from './place';
import { Scan } from './scan';

let builtIn: RuleSet | undefined;

/**
 * What rules find in a log: the path of a file, or its lines. Read as a stream in constant memory. Hard findings come
 * first, each severity in the order of the log. A file that does not exist has no findings.
 * @param rules the built-in ones by default
 */
export async function classify(
  log: string | AsyncIterable<string>,
  place: Place,
  rules: RuleSet = (builtIn ??= compileRules(RULES)),
): Promise<Finding[]> {
  const scan = new Scan(rules, place);
  if (typeof log === 'string') await readLog(log, scan, rules.search);
  else await readLines(log, scan);
  return scan.end().sort(bySeverityThenLine);
}

async function readLines(lines: AsyncIterable<string>, scan: Scan): Promise<void> {
  const cutter = new TextLines(scan, 0, 1);
  for await (const line of lines) cutter.push(`${line}\n`);
}

function bySeverityThenLine(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.line - b.line;
}
