import { join } from 'node:path';
import type { CheckContext } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { Box } from '@flightline/core/model';
import { type Artifact, readArtifact } from '../artifact';

/** What goes into a box, and the boxes into which it goes. */
export interface ShippedArtifact {
  /** As messages name it. */
  name: string;
  boxes: readonly Box[];
  /** Undefined when there is none. */
  artifact: Artifact | undefined;
}

/** What is to be said of one that is not there. */
export const noArtifact = ({ name }: Pick<ShippedArtifact, 'name'>): Problem => ({
  file: name,
  message: 'There is no artifact. Build it first: nx run <release project>:docker-build',
});

type Context = Pick<CheckContext, 'boxes' | 'files' | 'releaseRoot' | 'signal'>;

// Each check of a run would unpack the same archives. A run has a signal of its own, so nothing outlives it.
const READ = new WeakMap<AbortSignal, Promise<ShippedArtifact[]>>();

/** The artifact of each box; most release projects have one for all. */
export function artifactsOf(context: Context): Promise<ShippedArtifact[]> {
  const known = READ.get(context.signal) ?? readAll(context);
  READ.set(context.signal, known);
  return known;
}

function readAll({ boxes, files, releaseRoot }: Context): Promise<ShippedArtifact[]> {
  const folders = [...new Set(boxes.map(({ options }) => options.artifact))];
  return Promise.all(
    folders.map(async (folder) => ({
      name: files.name(folder),
      boxes: boxes.filter(({ options }) => options.artifact === folder),
      artifact: await readArtifact(join(releaseRoot, folder), files.name(folder)),
    })),
  );
}
