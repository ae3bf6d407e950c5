import type { Plan } from '../plan';
import { type Workspace, releaseProjects } from '../workspace';
import { workspaceParts } from './parts';

/** Decides what makes a workspace ready for release projects. */
export function planInit(workspace: Workspace): Plan {
  const releases = releaseProjects(workspace);
  return {
    ...workspaceParts(workspace),
    summary: [
      'This workspace can hold release projects.',
      releases.length === 0
        ? 'next: nx g @flightline/vm-run:release my-product --directory <folder of the product>'
        : `Its release projects: ${releases.join(', ')}.`,
    ],
  };
}
