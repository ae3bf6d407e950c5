import type { Hit, RuleSet } from '../matching/rule-set';
import type { LineSink, LogLine } from '../reading/line';
import type { Continuation, Rule } from '../rules';
import { type Evidence, type Finding, findingOf } from './finding';
import { type Near, nearOf } from './near';
import { type Place, appliesTo } from './place';

/** Lines before and after a match that go into its excerpt, unless its rule says otherwise. */
const NEIGHBOURS = 3;
/** Characters of a line that evidence keeps. */
const MAX_TEXT = 400;
/** A continuation that has not closed after so many lines is cut off. */
const MAX_CONTINUATION = 2000;

/** What is known of one rule in one log. */
interface Track {
  near: Near;
  hits: { evidence: Evidence; count: number } | undefined;
  /** The line that was counted last: parts of it are not counted again. */
  counted: number;
  /** Matches that a line soon after may take back. */
  held: { evidence: Evidence; until: number }[];
  reading: { continuation: Continuation; evidence: Evidence; linesLeft: number } | undefined;
}

type Above = (count: number) => readonly LogLine[];

/**
 * Reads a log once, front to back, and remembers a few lines around the first match of each rule and no more.
 * State belongs to one scan, so that one rule set serves several logs at a time.
 */
export class Scan implements LineSink {
  private readonly tracks = new Map<Rule, Track>();
  private readonly reading = new Set<Rule>();
  /** Excerpts that still want lines after their match. */
  private growing: { excerpt: Evidence['excerpt']; until: number }[] = [];

  constructor(
    private readonly rules: RuleSet,
    private readonly place: Place,
  ) {
    for (const rule of rules.rules) if (appliesTo(rule, place)) this.tracks.set(rule, track(rule));
  }

  get isAttentive(): boolean {
    return this.growing.length > 0 || this.reading.size > 0;
  }

  push(line: LogLine, above: Above): void {
    this.grow(line);
    this.readOn(line, above);
    const hits = this.rules.match(line.text, () => above(1)[0]?.text ?? '');
    for (const [rule, own] of grouped(hits)) {
      const known = this.tracks.get(rule);
      if (known === undefined) continue;
      this.takeBack(known, own, line);
      this.take(rule, known, own, line, above);
    }
  }

  /** The findings so far; nothing may be pushed afterwards. */
  end(): Finding[] {
    return [...this.tracks].flatMap(([rule, known]) => {
      this.close(rule, known);
      release(known, Infinity);
      const { hits } = known;
      return hits === undefined ? [] : [findingOf(rule, this.place.box, hits.evidence, hits.count)];
    });
  }

  private take(rule: Rule, known: Track, hits: readonly Hit[], line: LogLine, above: Above): void {
    const said = hits.filter(({ role }) => role === 'says');
    const [first] = said;
    if (first === undefined || known.reading !== undefined || known.counted === line.number) return;
    const patterns = said.map(({ pattern }) => pattern);
    if (!known.near.see(patterns, line.number)) return;
    known.counted = line.number;
    // Its evidence stands; what comes now is only counted.
    if (known.hits !== undefined && isSimple(rule)) {
      known.hits.count += 1;
      return;
    }
    const evidence = this.evidence(rule, line, first, above);
    if (rule.continuation === undefined) this.record(rule, known, evidence);
    else {
      const continuation = rule.continuation(line.text);
      known.reading = { continuation, evidence, linesLeft: MAX_CONTINUATION };
      this.reading.add(rule);
    }
  }

  private readOn(line: LogLine, above: Above): void {
    for (const rule of this.reading) {
      const known = this.tracks.get(rule);
      const reading = known?.reading;
      if (known === undefined || reading === undefined) continue;
      const answer = reading.continuation.next(line.text);
      if (answer === 'says')
        reading.evidence = this.evidence(rule, line, { at: 0, captures: {} }, above);
      reading.linesLeft -= 1;
      if (answer === 'closed' || reading.linesLeft <= 0) this.close(rule, known);
    }
  }

  private close(rule: Rule, known: Track): void {
    if (known.reading === undefined) return;
    const { evidence } = known.reading;
    known.reading = undefined;
    this.reading.delete(rule);
    this.record(rule, known, evidence);
  }

  private takeBack(known: Track, hits: readonly Hit[], { number }: LogLine): void {
    release(known, number);
    if (hits.some(({ role }) => role === 'takes back'))
      known.held = known.held.filter(({ evidence }) => evidence.line === number);
  }

  private record({ unlessFollowedBy }: Rule, known: Track, evidence: Evidence): void {
    if (unlessFollowedBy === undefined) count(known, evidence);
    else known.held.push({ evidence, until: evidence.line + unlessFollowedBy.within });
  }

  private evidence(
    rule: Rule,
    { number, offset, text }: LogLine,
    { at, captures }: Pick<Hit, 'at' | 'captures'>,
    above: Above,
  ): Evidence {
    const { before = NEIGHBOURS, after = NEIGHBOURS } = rule.excerpt ?? {};
    const said = cut(text, at);
    // Of the states of one line the last is what stood there.
    const neighbours = new Map(
      (before === 0 ? [] : above(before))
        .filter((line) => line.number < number)
        .map((line) => [line.number, cut(line.text, 0)]),
    );
    const [from = number] = neighbours.keys();
    const excerpt = { from, lines: [...neighbours.values(), said] };
    if (after > 0) this.growing.push({ excerpt, until: number + after });
    return {
      ...{ line: number, offset, text: said, excerpt },
      ...(Object.keys(captures).length === 0 ? {} : { captures }),
    };
  }

  private grow({ number, text }: LogLine): void {
    if (this.growing.length === 0) return;
    for (const { excerpt, until } of this.growing) {
      // A further part of a line that is already there.
      if (number < excerpt.from + excerpt.lines.length || number > until) continue;
      excerpt.lines.push(cut(text, 0));
    }
    this.growing = this.growing.filter(({ until }) => number < until);
  }
}

const track = (rule: Rule): Track => ({
  near: nearOf(rule),
  hits: undefined,
  counted: 0,
  held: [],
  reading: undefined,
});

function grouped(hits: readonly Hit[]): ReadonlyMap<Rule, Hit[]> {
  const byRule = new Map<Rule, Hit[]>();
  for (const hit of hits) byRule.set(hit.rule, [...(byRule.get(hit.rule) ?? []), hit]);
  return byRule;
}

/** Counts the matches that cannot be taken back any more. */
function release(known: Track, line: number): void {
  if (known.held.length === 0) return;
  for (const { evidence, until } of known.held) if (until < line) count(known, evidence);
  known.held = known.held.filter(({ until }) => until >= line);
}

function count(known: Track, evidence: Evidence): void {
  if (known.hits === undefined) known.hits = { evidence, count: 1 };
  else known.hits.count += 1;
}

/** What follows a match does not matter. */
const isSimple = ({ unlessFollowedBy, continuation }: Rule): boolean =>
  unlessFollowedBy === undefined && continuation === undefined;

/** At most MAX_TEXT characters of a line, with some of what stands before `at`. */
function cut(text: string, at: number): string {
  if (text.length <= MAX_TEXT) return text;
  const start = Math.min(Math.max(0, at - MAX_TEXT / 4), text.length - MAX_TEXT);
  const end = start + MAX_TEXT;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
