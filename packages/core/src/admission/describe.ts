import { type Claim, RESOURCES, type Share, byArrival, remainder } from './admit';
import { amountOf } from './budget';
import type { Claims } from './claim-name';

/** Others that are named one by one; the rest is counted. */
const NAMED = 4;

/** E.g. `1280 MiB and 1 core`. */
export function describeShare(share: Share): string {
  const asked = RESOURCES.filter((resource) => share[resource] > 0);
  return listed(asked.map((resource) => amountOf(resource, share[resource])));
}

/** Why a claim has to wait, and for whom, in words without an end; `lives` says of a process whether it is there. */
export function describeWait(
  claim: Claim,
  budget: Share,
  { holdings, waiting }: Claims,
  lives: (pid: number) => boolean,
): string {
  const concerns = ({ share }: Claim) =>
    RESOURCES.some((resource) => claim.share[resource] > 0 && share[resource] > 0);
  const left = remainder(budget, holdings);
  const free = RESOURCES.filter((resource) => claim.share[resource] > 0).map(
    (resource) => `${Math.max(0, left[resource])} of ${amountOf(resource, budget[resource])}`,
  );
  const before = waiting.filter((other) => byArrival(other, claim) < 0 && concerns(other));
  const parts = [
    `needs ${describeShare(claim.share)}`,
    `free: ${listed(free)}`,
    ...namesOf('taken by', holdings.filter(concerns), lives),
    ...namesOf('first in line', before, lives),
  ];
  return parts.join('; ');
}

function namesOf(
  title: string,
  claims: readonly Claim[],
  lives: (pid: number) => boolean,
): string[] {
  if (claims.length === 0) return [];
  const inOrder = [...claims].sort(byArrival);
  const names = inOrder.slice(0, NAMED).map(({ box, pid }) => {
    // Who took it for a machine that is there has left that to a keeper.
    const who = lives(pid) ? `process ${pid}` : `left up; to end it: nx run ${box}:vm-down`;
    return `'${box}' (${who})`;
  });
  const more = inOrder.length - names.length;
  return [`${title} ${listed([...names, ...(more > 0 ? [`${more} more`] : [])])}`];
}

function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
