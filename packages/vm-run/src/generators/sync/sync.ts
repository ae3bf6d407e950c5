import { posix } from 'node:path';
import { UserError } from '@flightline/core/errors';
import type { Release } from '../box-project';
import { type Import, rememberedImports } from '../import/import';
import { type ImportPlan, planImport } from '../import/plan-import';
import { isDeepStrictEqual } from 'node:util';
import { withBuildContext } from '../build-context';
import type { JsonObject } from '../complete';
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
      requireFile(workspace, release, wanted);
      const reading = await readFor(workspace, release, wanted, read);
      plans.push(planImport(workspace, release, wanted, reading));
    }
  }
  return plans;
}

/** Derived configuration that is to become different. */
export interface Derived {
  /** project.json files as they shall be, by path. */
  json: Readonly<Record<string, JsonObject>>;
  /** Whole sentences. */
  changes: readonly string[];
}

/** Derives anew what the builds of all release projects can see. */
export function planBuildContexts(workspace: Workspace): Derived {
  const json: Record<string, JsonObject> = {};
  const changes: string[] = [];
  for (const name of releaseProjects(workspace)) {
    const root = workspace.projects[name]?.root ?? '.';
    const path = posix.join(root, 'project.json');
    const project = workspace.json(path);
    const wanted = withBuildContext(project, root, workspace.text);
    if (isDeepStrictEqual(project, wanted)) continue;
    json[path] = wanted;
    changes.push(
      `Release project '${name}': the inputs of its build follow Dockerfile, context and .dockerignore.`,
    );
  }
  return { json, changes };
}

/** A Vagrantfile that moved takes its import along only when someone says where to. */
function requireFile({ text }: Workspace, { name, root }: Release, { vagrantfile }: Import): void {
  const path = posix.join(root, vagrantfile);
  if (text(path) !== undefined) return;
  throw new UserError(
    'FILE_UNREADABLE',
    `'${path}', from which boxes of '${name}' came, is gone.`,
    `Where it moved, run: nx g @flightline/vm-run:matrix ${name} --vagrantfile=<path>\nElse take it out of 'metadata' in '${posix.join(root, 'project.json')}'.`,
  );
}
