// Buildah and podman name the containers that a build works in after their base images, label them with nothing, and
// leave them when they are killed. But from its first moment on each is described in a file, with the build arguments
// that were given, needed or not. So each build is given one that names its owner. Its value comes from the environment:
// then the command is the same each time, and a person who tries it by hand is not taken for us.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OWNER_VARIABLE, hasEnded } from './owner';

/** As much of an id as engines show to people. */
const ID_LENGTH = 12;

/** Ids of containers in which dead builds worked; `folder` is that of the containers in the engine's store. */
export function abandonedWork(folder: string): string[] {
  return entriesOf(folder)
    .filter((id) => hasEnded(ownerOf(join(folder, id)) ?? ''))
    .map((id) => id.slice(0, ID_LENGTH));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    // There is no store yet.
    return [];
  }
}

/** `Args` of buildah's type Builder, see its buildah.go; undefined of what is no build of ours. */
function ownerOf(container: string): string | undefined {
  try {
    const text = readFileSync(join(container, 'userdata', 'buildah.json'), 'utf8');
    const { Args } = JSON.parse(text) as { Args?: Readonly<Record<string, string>> | null };
    return Args?.[OWNER_VARIABLE];
  } catch {
    // Gone meanwhile, or made by something that is not buildah.
    return undefined;
  }
}
