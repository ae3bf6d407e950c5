import { RULES, SEVERITIES } from '../rules';
import type { Finding } from './finding';
import { type LogLine, numberLines, readLog } from './read-lines';
import { type RuleSet, compileRules } from './rule-set';
import { Scan } from './scan';

let compiled: RuleSet | undefined;

/**
 * What the rules find in a log: the path of a file, or its lines. Read as a stream in constant memory. Hard
 * findings come first, each severity in the order of the log. A file that does not exist has no findings.
 */
export async function classify(
  log: string | AsyncIterable<string>,
  { box }: { box: string },
): Promise<Finding[]> {
  compiled ??= compileRules(RULES);
  const scan = new Scan(compiled, box);
  const push = (line: LogLine) => scan.push(line);
  await (typeof log === 'string' ? readLog(log, push) : numberLines(log, push));
  return scan.end().sort(bySeverityThenLine);
}

function bySeverityThenLine(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.line - b.line;
}
