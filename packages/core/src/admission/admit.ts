/** What of a host is given out: memory in MiB, cores, and places for machines that boot. */
export const RESOURCES = ['memory', 'cpus', 'boots'] as const;

export type Resource = (typeof RESOURCES)[number];

/** How much of each resource. */
export type Share = Readonly<Record<Resource, number>>;

/** Somebody who holds a share, or waits for one. */
export interface Claim {
  /** Equal exactly when it is the same. */
  id: string;
  box: string;
  /** The process that asked. */
  pid: number;
  /** Microseconds since the host was started. */
  arrivedAt: number;
  share: Share;
}

/**
 * Who of those that wait may go now, first come first served; starts nothing. One that came later may pass one that
 * does not fit yet, as long as all who passed that one leave it the room it needs. So nobody waits for anyone but those
 * who had come before.
 */
export function admit(
  budget: Share,
  holdings: readonly Claim[],
  waiting: readonly Claim[],
): Claim[] {
  const held = [...holdings];
  const admitted: Claim[] = [];
  const passed: Claim[] = [];
  for (const claim of [...waiting].sort(byArrival)) {
    const hasRoom = fitWith(claim, held, budget);
    const leavesRoom = passed.every((first) =>
      fitWith(claim, [first, ...held.filter((other) => byArrival(other, first) > 0)], budget),
    );
    if (hasRoom && leavesRoom) {
      held.push(claim);
      admitted.push(claim);
    } else if (lacking(budget, claim.share).length === 0) {
      // One that never fits is refused where it asked, and holds nobody up.
      passed.push(claim);
    }
  }
  return admitted;
}

/** The resources of which a whole budget has not as much as a share asks for. */
export function lacking(budget: Share, share: Share): Resource[] {
  return RESOURCES.filter((resource) => share[resource] > budget[resource]);
}

/** What is left of a budget; less than nothing where more is held than there is. */
export function remainder(budget: Share, holdings: readonly Pick<Claim, 'share'>[]): Share {
  const left = (resource: Resource) =>
    holdings.reduce((rest, { share }) => rest - share[resource], budget[resource]);
  return { memory: left('memory'), cpus: left('cpus'), boots: left('boots') };
}

export const byArrival = (a: Claim, b: Claim): number =>
  a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : Number(a.id > b.id));

/** What it does not ask for does not concern it, however much others hold. */
function fitWith({ share }: Claim, others: readonly Claim[], budget: Share): boolean {
  const left = remainder(budget, others);
  return RESOURCES.every((resource) => share[resource] === 0 || share[resource] <= left[resource]);
}
