import { readVagrantfile } from '@flightline/core/readers/vagrantfile';
import { type Tree, formatFiles } from '@nx/devkit';
import { readable, write } from '../plan';
import { readWorkspace } from '../workspace';
import { planSync } from './sync';

/** What Nx shows when files are not as a sync generator would have them. */
interface OutOfSync {
  outOfSyncMessage: string;
  outOfSyncDetails: string[];
}

export default async function sync(tree: Tree): Promise<OutOfSync | undefined> {
  try {
    const plans = await planSync(readWorkspace(tree), readVagrantfile);
    for (const { projects, records } of plans) write(tree, { json: projects, derived: records });
    // The formatter is large, and there is nothing to format as a rule.
    if (tree.listChanges().length === 0) return undefined;
    await formatFiles(tree);
    return {
      outOfSyncMessage: 'Boxes do not say what their Vagrantfile says.',
      outOfSyncDetails: plans.flatMap(({ changes }) => changes),
    };
  } catch (error) {
    throw readable(error);
  }
}
