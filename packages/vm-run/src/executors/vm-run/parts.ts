import type { Check } from '@flightline/core/check';
import { HOST_CHECKS } from '@flightline/core/host';
import { DRIVERS, type Driver } from '../../drivers';
import { type Image, type ImageContext, type ImageRequest, provideImage } from '../../images';

/** The lists a run works with; a spec may bring its own. */
export interface Parts {
  readonly drivers: readonly Driver[];
  readonly hostChecks: readonly Check[];
  readonly provideImage: (request: ImageRequest, context: ImageContext) => Promise<Image>;
}

export const REAL_PARTS: Parts = { drivers: DRIVERS, hostChecks: HOST_CHECKS, provideImage };
