import type { BoxFinding, Cause, Separation } from './report';

/** Boxes that are named one by one. */
const NAMED = 8;

/** `all 7 boxes`, `debian12, ubuntu22`, or the first of many. */
export function boxesText({ boxes }: Pick<Cause, 'boxes'>, all: number): string {
  if (boxes.length === all && all > 1) return `all ${all} boxes`;
  const more = boxes.length - NAMED;
  return more > 1 ? `${boxes.slice(0, NAMED).join(', ')} and ${more} more` : boxes.join(', ');
}

/** In what these boxes differ from the green ones; empty where there is nothing to compare. */
export function separationText({
  separation,
  severity,
}: Pick<Cause, 'separation' | 'severity'>): string {
  if (severity === 'info') return '';
  return SAYS[separation.kind](separation as never);
}

const SAYS: { [K in Separation['kind']]: (of: Extract<Separation, { kind: K }>) => string } = {
  none: ({ because }) => (because.startsWith('nothing') ? because : ''),
  value: ({ attribute, value, side }) =>
    side === 'these'
      ? `these have ${attribute} ${value}, no green box has`
      : `every green box has ${attribute} ${value}, none of these has`,
  threshold: ({ attribute, relation, value, others }) =>
    `these have ${attribute} ${value} or ${relation === 'at least' ? 'more' : 'less'}, the green ones ${others} or ${relation === 'at least' ? 'less' : 'more'}`,
};

/** Where a finding was made, as editors and terminals understand it. */
export const placeOf = ({ file, line }: BoxFinding): string => `${file}:${line}`;

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Why it is no surprise. */
export function expectedText({
  reason,
  ticket,
  expires,
}: NonNullable<BoxFinding['expected']>): string {
  return `${reason} (${[ticket, `expected until ${expires}`].filter((part) => part !== undefined).join(', ')})`;
}

/** Whether to run it once more; empty where that does not help. */
export const againText = ({ retries }: Pick<Cause, 'retries'>): string =>
  retries === 0 ? '' : `may help by itself, ${times(retries)}`;
