import type { Position } from '@flightline/core/errors';
import type { SourceDocument } from '@flightline/core/readers/yaml';

/** Where a value stands, or what is nearest above it where it is not spelled out. */
export function nearestPosition(
  document: SourceDocument,
  path: readonly (string | number)[],
): Position | undefined {
  return path
    .map((_, index) => document.position(path.slice(0, path.length - index)))
    .find((found) => found !== undefined);
}
