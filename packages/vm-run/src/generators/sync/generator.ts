import { readableError } from '@flightline/core/errors';
import { readVagrantfile } from '@flightline/core/readers/vagrantfile';
import { type Tree, formatFiles } from '@nx/devkit';
import { write } from '../plan';
import { readWorkspace } from '../workspace';
import { planBuildContexts, planSync } from './sync';

/** What Nx shows when files are not as a sync generator would have them. */
interface OutOfSync {
  outOfSyncMessage: string;
  outOfSyncDetails: string[];
}

export default async function sync(tree: Tree): Promise<OutOfSync | undefined> {
  try {
    const workspace = readWorkspace(tree);
    const plans = await planSync(workspace, readVagrantfile);
    const contexts = planBuildContexts(workspace);
    const touched = [
      ...plans.flatMap(({ projects, records }) =>
        write(tree, { json: projects, derived: records }),
      ),
      ...write(tree, { json: contexts.json }),
    ];
    // The formatter is large, and as a rule there is nothing to format.
    if (touched.length === 0) return undefined;
    await formatFiles(tree);
    const changes = [...plans, contexts].flatMap((plan) => plan.changes);
    return {
      outOfSyncMessage:
        contexts.changes.length > 0
          ? 'Projects do not say what they are derived from.'
          : 'Boxes do not say what their Vagrantfile says.',
      outOfSyncDetails: changes.length > 0 ? changes : touched,
    };
  } catch (error) {
    throw readableError(error);
  }
}
