import { readBudget, takeShare } from '@flightline/core/admission';
import type { Check } from '@flightline/core/check';
import { HOST_CHECKS } from '@flightline/core/host';
import {
  type HeldLease,
  type FoundLease,
  type Remains,
  type Wanted,
  endRemains,
  findLeases,
  findRemains,
  takeLease,
} from '@flightline/core/leases';
import { DRIVERS, type Driver } from '../../drivers';
import { type Image, type ImageContext, type ImageRequest, provideImage } from '../../images';

type Ground = Parameters<typeof takeLease>[1];

/** The lists a run works with; a spec may bring its own. */
export interface Parts {
  readonly drivers: readonly Driver[];
  readonly hostChecks: readonly Check[];
  readonly provideImage: (request: ImageRequest, context: ImageContext) => Promise<Image>;
  readonly readBudget: typeof readBudget;
  readonly takeShare: typeof takeShare;
  readonly takeLease: (wanted: Wanted, ground: Ground) => Promise<HeldLease>;
  readonly findLeases: (cacheDir: string) => readonly FoundLease[];
  readonly findRemains: (cacheDir: string, runtimeDir: string) => readonly Remains[];
  readonly endRemains: (remains: Remains) => Promise<string | undefined>;
}

export const REAL_PARTS: Parts = {
  drivers: DRIVERS,
  hostChecks: HOST_CHECKS,
  provideImage,
  readBudget,
  takeShare,
  takeLease,
  findLeases,
  findRemains,
  endRemains,
};
