import { BOX_DEFAULTS, type BoxDefinition } from '@flightline/core/model';
import type { KnownImage } from '../images/known-images';

/** The options with which a box boots from a known image. */
export function imageOptions({ uri, user, firmware }: KnownImage): BoxDefinition {
  return { image: uri, user, ...(firmware !== BOX_DEFAULTS.firmware && { firmware }) };
}
