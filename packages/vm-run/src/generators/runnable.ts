import type { BoxDefinition } from '@flightline/core/model';
import { completeBox } from '@flightline/core/model';
import { DRIVERS } from '../drivers';
import { hasImageSource } from '../images';

/** Why a box cannot run with this version, as a sentence; undefined when it can. */
export function notRunnableYet(box: string, definition: BoxDefinition): string | undefined {
  const { driver, image } = completeBox(definition);
  const lacks = DRIVERS.every(({ name }) => name !== driver)
    ? `it has no driver '${driver}'`
    : hasImageSource(image)
      ? undefined
      : `it has no image source for '${image.slice(0, image.indexOf(':') + 1)}'`;
  return lacks === undefined
    ? undefined
    : `Box '${box}' cannot run with this version of Flightline yet: ${lacks}.`;
}
