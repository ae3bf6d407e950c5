import { posix } from 'node:path';
import { rememberedImports } from '../import/import';
import { type ImportPlan, planImport } from '../import/plan-import';
import { type ReadVagrantfile, readFor } from '../import/read';
import type { Workspace } from '../workspace';
import { releaseProjects } from '../workspace';

/** Decides anew every import that a release project remembers. Raises what reading and importing raise. */
export async function planSync(workspace: Workspace, read: ReadVagrantfile): Promise<ImportPlan[]> {
  const plans: ImportPlan[] = [];
  for (const name of releaseProjects(workspace)) {
    const release = { name, root: workspace.projects[name]?.root ?? '.', problems: [] };
    const project = workspace.json(posix.join(release.root, 'project.json'));
    for (const wanted of rememberedImports(project)) {
      const reading = await readFor(workspace, release, wanted, read);
      plans.push(planImport(workspace, release, wanted, reading));
    }
  }
  return plans;
}
