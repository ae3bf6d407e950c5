import { CATEGORIES, RULES, SEVERITIES } from '../rules';
import type { BoxFinding, BoxReport, Cause } from '../executors/triage/report';
import { runCommand } from './commands';
import { separate } from './separation';

/** Of these the rule says the kind only; the line tells one cause from another. */
const TOLD_BY_TEXT: ReadonlySet<string> = new Set(['python', 'tests', 'crash']);

const CATEGORY_ORDER = Object.keys(CATEGORIES);

/**
 * What the findings of all boxes come down to: one cause for what is the same, below it what was found only where it
 * was found. Boxes that are not green and have no hard finding share a cause where the same was said of them.
 * @param rank where a rule stands: causes before their consequences
 */
export function causesOf(
  boxes: readonly BoxReport[],
  release: string,
  rank: (rule: string) => number = rankOf,
): Cause[] {
  const green = boxes.filter((box) => box.green).map(({ facts }) => facts);
  const clusters = new Map<
    string,
    { finding: BoxFinding; boxes: BoxReport[]; expected: boolean }
  >();
  for (const box of boxes) {
    for (const finding of box.findings) {
      const id = clusterOf(finding, box);
      const known = clusters.get(id);
      if (known === undefined) {
        clusters.set(id, { finding, boxes: [box], expected: finding.expected !== undefined });
        continue;
      }
      if (!known.boxes.includes(box)) known.boxes.push(box);
      known.expected &&= finding.expected !== undefined;
    }
  }
  const found = [...clusters].map(([id, cluster]): Cause => {
    const { rule, category, severity, title, why, action, retries, expected } = cluster.finding;
    return {
      ...{ id, rule, category, severity, title, why, action, retries },
      boxes: cluster.boxes.map(({ box }) => box),
      evidence: cluster.finding,
      ...(cluster.expected && expected !== undefined ? { expected } : {}),
      separation: separate(
        cluster.boxes.map(({ facts }) => facts),
        green,
      ),
      consequences: [],
    };
  });
  return nested([...found, ...unexplained(boxes, green, release)], rank);
}

const rankOf = (rule: string): number => RULES.findIndex(({ id }) => id === rule);

/** Numbers, temporary names and the box's own names differ where the cause is the same. */
function clusterOf({ rule, category, text }: BoxFinding, box: BoxReport): string {
  if (!TOLD_BY_TEXT.has(category)) return rule;
  const told = withoutNames(text, box)
    .replace(/_MEI\w+/g, '_MEI<n>')
    .replace(/\b0x[0-9a-fA-F]+|\b[0-9a-fA-F]{8,}\b|\d+(?:\.\d+)*/g, '<n>');
  return `${rule}: ${told.slice(0, 200)}`;
}

/** Shorter names occur in words that have nothing to do with the box. */
const NAME_LENGTH = 4;

function withoutNames(text: string, { box, hostname }: BoxReport): string {
  return [hostname, box]
    .filter(({ length }) => length >= NAME_LENGTH)
    .reduce((left, name) => left.replaceAll(name, '<box>'), text);
}

/** Boxes that are red and of which no rule knows why. */
function unexplained(
  boxes: readonly BoxReport[],
  green: readonly BoxReport['facts'][],
  release: string,
): Cause[] {
  const groups = new Map<string, BoxReport[]>();
  for (const box of boxes) {
    if (box.green || box.state === 'running' || hasHard(box)) continue;
    const because = withoutNames(box.because, box);
    groups.set(because, [...(groups.get(because) ?? []), box]);
  }
  return [...groups].map(([because, group]): Cause => {
    const names = group.map(({ box }) => box);
    const ran = group.some(({ verdict }) => verdict !== null);
    const [first] = group;
    return {
      id: `${first?.verdict ?? first?.state ?? 'unknown'}: ${because}`,
      ...{ rule: null, category: null, severity: 'hard', evidence: null, retries: 0 },
      title: (first?.because ?? because).replace(/\.$/, ''),
      boxes: names,
      why: ran ? 'No rule knows.' : 'There is nothing to read.',
      action: nextCommand(group, names, release),
      separation: ran
        ? separate(
            group.map(({ facts }) => facts),
            green,
          )
        : { kind: 'none', because: 'they have not run' },
      consequences: [],
    };
  });
}

const hasHard = ({ findings }: BoxReport): boolean =>
  findings.some(({ severity, expected }) => severity === 'hard' && expected === undefined);

function nextCommand(
  group: readonly BoxReport[],
  names: readonly string[],
  release: string,
): string {
  const again = runCommand(names);
  if (group.some(({ disagreements }) => disagreements.length > 0))
    return `${again}  (after 'nx reset' where Nx's cache gave this)`;
  if (group.every(({ verdict }) => verdict === null)) return again;
  return `nx run ${release}:triage --tail --boxes=${names.join(',')}`;
}

/**
 * Puts what was found only where a better-ranked cause was found below that cause, and the most important first: what
 * counts before what is expected, hard before soft, more boxes before fewer.
 */
function nested(causes: readonly Cause[], rank: (rule: string) => number): Cause[] {
  const ranked = [...causes].sort((a, b) => order(a, b, rank));
  const roots: Cause[] = [];
  for (const cause of ranked) {
    const root = roots.find((other) => isConsequence(cause, other));
    if (root === undefined) roots.push(cause);
    else root.consequences.push(cause);
  }
  return roots.sort((a, b) => weight(a) - weight(b) || b.boxes.length - a.boxes.length);
}

function order(a: Cause, b: Cause, rank: (rule: string) => number): number {
  const keys = ({ rule, category }: Cause) => [
    category === null ? CATEGORY_ORDER.length : CATEGORY_ORDER.indexOf(category),
    rule === null ? Infinity : rank(rule),
  ];
  const [categoryA = 0, rankA = 0] = keys(a);
  const [categoryB = 0, rankB = 0] = keys(b);
  return categoryA - categoryB || (rankA === rankB ? 0 : rankA - rankB);
}

function isConsequence(cause: Cause, of: Cause): boolean {
  if (cause.severity === 'info' || of.severity === 'info') return false;
  if ((cause.expected === undefined) !== (of.expected === undefined)) return false;
  if (weight(of) > weight(cause)) return false;
  return cause.boxes.every((box) => of.boxes.includes(box));
}

function weight({ severity, expected }: Cause): number {
  return SEVERITIES.indexOf(severity) + (expected === undefined ? 0 : SEVERITIES.length);
}
