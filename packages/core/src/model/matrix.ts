import type { Problem } from '../errors';
import { type Box, boxProblems } from './box';

/** All boxes of one release project. */
export interface Matrix {
  /** Name of the release project. */
  release: string;
  /** Workspace-relative folder of the release project. */
  root: string;
  boxes: readonly Box[];
}

/** The tag that ties a box to its release project. */
export const matrixTag = (release: string): string => `matrix:${release}`;

export const BOX_TAG = 'type:box';

/** All that is wrong with the boxes, each for itself and taken together. */
export function matrixProblems({ boxes }: Pick<Matrix, 'boxes'>): Problem[] {
  return [...boxes.flatMap((box) => boxProblems(box)), ...sharedHostnames(boxes)];
}

/** Reports are filed by host name, so two boxes with one name would overwrite each other's. */
function sharedHostnames(boxes: readonly Box[]): Problem[] {
  const firstOwner = new Map<string, Box>();
  const problems: Problem[] = [];
  for (const box of boxes) {
    const owner = firstOwner.get(box.options.hostname);
    if (owner === undefined) firstOwner.set(box.options.hostname, box);
    else if (box.options.hostname !== '') {
      problems.push({
        file: `${box.root}/project.json`,
        key: 'hostname',
        message: `Box '${box.name}' has the host name '${box.options.hostname}' of box '${owner.name}'; their reports would overwrite each other.`,
      });
    }
  }
  return problems;
}
