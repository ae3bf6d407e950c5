import { HARMLESS, type Rule } from '../rules';
import { type Automaton, buildAutomaton } from './automaton';
import { requiredLiterals } from './literals';
import { type Matcher, anyOf, lazyPattern } from './matcher';
import { viewsOf } from './views';

/** One pattern that matched a line. */
export interface Hit {
  rule: Rule;
  /** Which of the rule's patterns, in the list it stands in. */
  pattern: number;
  /** `takes back`: the pattern stands in `unlessFollowedBy`. */
  role: 'says' | 'takes back';
  /** Where the match begins in the line. */
  at: number;
  captures: Readonly<Record<string, string>>;
}

export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Looks through bytes for lines that are worth reading; undefined when a pattern could match any line. */
  readonly search: Automaton['search'] | undefined;
  /** The patterns that match a line, in the order of the rules. `above` tells the line before it. */
  match(line: string, above: () => string): readonly Hit[];
}

interface Entry extends Pick<Hit, 'rule' | 'pattern' | 'role'> {
  matcher: Matcher;
  conditions: Conditions;
}

/** Asked with all views of a line: what excludes one of them excludes the line. */
type Conditions = (texts: readonly string[], above: () => string) => boolean;

/**
 * Makes rules ready. Almost no line goes further than the automaton that looks for what the patterns require. What is
 * no pattern raises PatternError when a line needs it.
 */
export function compileRules(rules: readonly Rule[]): RuleSet {
  const literals = new Map<string, number>();
  const entriesOf: Entry[][] = [];
  const always: Entry[] = [];
  const order = new Map<Entry, number>();
  for (const rule of rules) {
    const conditions = compileConditions(rule);
    for (const { source, ...place } of patternsOf(rule)) {
      const entry = {
        ...{ ...place, rule, matcher: lazyPattern(source) },
        conditions: place.role === 'says' ? conditions : () => true,
      };
      order.set(entry, order.size);
      const required = requiredLiterals(source);
      if (required === undefined) always.push(entry);
      for (const literal of required ?? []) {
        const index = literals.get(literal) ?? literals.size;
        literals.set(literal, index);
        (entriesOf[index] ??= []).push(entry);
      }
    }
  }
  const automaton = buildAutomaton([...literals.keys()]);
  const harmless = anyOf(HARMLESS);
  const candidates = (text: string): Entry[] => {
    const found = new Set(always);
    for (const literal of automaton.find(text))
      for (const entry of entriesOf[literal] ?? []) found.add(entry);
    return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };

  return {
    rules,
    search: always.length === 0 ? automaton.search : undefined,
    match: (line, above) => {
      const worthTrying = candidates(line);
      if (worthTrying.length === 0) return [];
      const hits = new Map<Entry, Hit>();
      for (const views of viewsOf(line)) {
        const texts = views.map(({ text }) => text);
        const found = new Map<Entry, Hit>();
        for (const { text, at } of views) {
          for (const entry of text === line ? worthTrying : candidates(text)) {
            if (hits.has(entry) || found.has(entry)) continue;
            const match = entry.matcher.match(text);
            if (match === undefined || !entry.conditions(texts, above)) continue;
            const { rule, pattern, role } = entry;
            found.set(entry, { rule, pattern, role, ...match, at: at + match.at });
          }
        }
        if (found.size === 0) continue;
        const isHarmless = texts.some(harmless);
        for (const [entry, hit] of found)
          if (!isHarmless || hit.rule.severity === 'info') hits.set(entry, hit);
      }
      return withoutYielding([...hits.values()]);
    },
  };
}

/** The rule of a hit gives way to the rules that it names. */
function withoutYielding(hits: readonly Hit[]): readonly Hit[] {
  if (hits.length < 2) return hits;
  const saying = new Set(hits.filter(({ role }) => role === 'says').map(({ rule }) => rule.id));
  return hits.filter(({ rule }) => !rule.yieldsTo?.some((id) => saying.has(id)));
}

/** All patterns of a rule that have to be looked for, with their place in it. */
function patternsOf({ any, all, sequence, unlessFollowedBy }: Rule) {
  const sources = any ?? all?.patterns ?? sequence?.patterns ?? [];
  const place = (role: Hit['role']) => (source: string, pattern: number) => ({
    source,
    pattern,
    role,
  });
  return [
    ...sources.map(place('says')),
    ...(unlessFollowedBy?.patterns ?? []).map(place('takes back')),
  ];
}

function compileConditions({ unless = [], onlyBelow, unlessBelow = [] }: Rule): Conditions {
  const excluded = anyOf(unless);
  const excludedBelow = anyOf(unlessBelow);
  const neededAbove = onlyBelow === undefined ? () => true : anyOf(onlyBelow);
  const asksAbove = onlyBelow !== undefined || unlessBelow.length > 0;
  return (texts, above) => {
    if (texts.some(excluded)) return false;
    if (!asksAbove) return true;
    const line = above();
    return !excludedBelow(line) && neededAbove(line);
  };
}
