import type { BoxDefinition } from '@flightline/core/model';
import { completeBox } from '@flightline/core/model';
import { DRIVERS } from '../drivers';
import { hasImageSource } from '../images';

/** What this version lacks to run a box, e.g. `no driver 'vagrant'`; undefined when it can. */
function lacks(definition: BoxDefinition): string | undefined {
  const { driver, image } = completeBox(definition);
  if (DRIVERS.every(({ name }) => name !== driver)) return `no driver '${driver}'`;
  if (hasImageSource(image)) return undefined;
  return `no image source for '${image.slice(0, image.indexOf(':') + 1)}'`;
}

/** One sentence for each reason why some of the boxes cannot run with this version. */
export function notRunnableYet(boxes: Readonly<Record<string, BoxDefinition>>): string[] {
  const byReason = new Map<string, string[]>();
  for (const [name, definition] of Object.entries(boxes)) {
    const reason = lacks(definition);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), `'${name}'`]);
  }
  return [...byReason].map(
    ([reason, names]) =>
      `${names.length === 1 ? 'Box' : 'Boxes'} ${names.join(', ')} cannot run with this version of Flightline yet: it has ${reason}.`,
  );
}
