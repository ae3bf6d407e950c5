import type { Continuation, Rule } from '../rules';
import { type Evidence, type Finding, findingOf } from './finding';
import type { LogLine } from './read-lines';
import type { RuleSet } from './rule-set';

/** Lines before and after a match that go into its excerpt. */
const NEIGHBOURS = 3;
/** Characters of a line that evidence keeps. */
const MAX_TEXT = 400;
/** A continuation that has not closed after so many lines is cut off. */
const MAX_CONTINUATION = 2000;

interface Hits {
  evidence: Evidence;
  count: number;
}

interface Reading {
  rule: Rule;
  continuation: Continuation;
  /** From the opening line until a line says more. */
  evidence: Evidence;
  linesLeft: number;
}

/**
 * Reads a log once, front to back, and remembers a few lines around the first match of each rule and no more.
 * State belongs to one scan, so that one rule set serves several logs at a time.
 */
export class Scan {
  private readonly hits = new Map<Rule, Hits>();
  private readonly readings = new Map<Rule, Reading>();
  /** Excerpts that still want lines after their match. */
  private growing: { excerpt: Evidence['excerpt']; wanted: number }[] = [];
  private readonly before: LogLine[] = [];

  constructor(
    private readonly rules: RuleSet,
    private readonly box: string,
  ) {}

  push(line: LogLine): void {
    this.grow(line);
    this.readOn(line);
    for (const { rule, at } of this.rules.match(line.text, this.before.at(-1)?.text ?? '')) {
      if (this.readings.has(rule)) continue;
      const evidence = this.evidence(line, at);
      if (rule.continuation === undefined) this.record(rule, evidence);
      else this.open(rule, rule.continuation(line.text), evidence);
    }
    this.before.push(line);
    if (this.before.length > NEIGHBOURS) this.before.shift();
  }

  /** The findings so far; nothing may be pushed afterwards. */
  end(): Finding[] {
    for (const reading of this.readings.values()) this.record(reading.rule, reading.evidence);
    this.readings.clear();
    return [...this.hits].map(([rule, { evidence, count }]) =>
      findingOf(rule, this.box, evidence, count),
    );
  }

  private open(rule: Rule, continuation: Continuation, evidence: Evidence): void {
    this.readings.set(rule, { rule, continuation, evidence, linesLeft: MAX_CONTINUATION });
  }

  private readOn(line: LogLine): void {
    for (const reading of this.readings.values()) {
      const answer = reading.continuation.next(line.text);
      if (answer === 'says') reading.evidence = this.evidence(line, 0);
      reading.linesLeft -= 1;
      if (answer !== 'closed' && reading.linesLeft > 0) continue;
      this.readings.delete(reading.rule);
      this.record(reading.rule, reading.evidence);
    }
  }

  private record(rule: Rule, evidence: Evidence): void {
    const known = this.hits.get(rule);
    if (known === undefined) this.hits.set(rule, { evidence, count: 1 });
    else known.count += 1;
  }

  private evidence({ number, text }: LogLine, at: number): Evidence {
    const said = cut(text, at);
    const above = this.before.filter((line) => line.number < number);
    const excerpt = {
      from: above[0]?.number ?? number,
      lines: [...above.map((line) => cut(line.text, 0)), said],
    };
    this.growing.push({ excerpt, wanted: NEIGHBOURS });
    return { line: number, text: said, excerpt };
  }

  private grow({ number, text }: LogLine): void {
    if (this.growing.length === 0) return;
    for (const growing of this.growing) {
      const { excerpt } = growing;
      // A further part of the line that is already there.
      if (number < excerpt.from + excerpt.lines.length) continue;
      excerpt.lines.push(cut(text, 0));
      growing.wanted -= 1;
    }
    this.growing = this.growing.filter(({ wanted }) => wanted > 0);
  }
}

/** At most MAX_TEXT characters of a line, with some of what stands before `at`. */
function cut(text: string, at: number): string {
  if (text.length <= MAX_TEXT) return text;
  const start = Math.min(Math.max(0, at - MAX_TEXT / 4), text.length - MAX_TEXT);
  const end = start + MAX_TEXT;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
