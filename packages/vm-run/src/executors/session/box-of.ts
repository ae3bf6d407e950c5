import { UserError } from '@flightline/core/errors';
import { type Task, releaseOf } from '@flightline/core/executor';
import type { BoxDefinition } from '@flightline/core/model';

/**
 * What the graph says about the box a target was called in, for targets beside vm-run. Raises OPTIONS_INVALID when the
 * project is no box of a release.
 */
export function boxOf(task: Task): {
  definition: BoxDefinition;
  release: { name: string; root: string };
} {
  const { name, root } = task.project;
  const release = releaseOf(task);
  const definition = task.projects[name]?.targets['vm-run']?.options as BoxDefinition | undefined;
  if (release !== undefined && definition !== undefined) return { definition, release };
  const missing = release === undefined ? "tag 'matrix:<release>'" : "target 'vm-run' with options";
  throw new UserError(
    'OPTIONS_INVALID',
    `Project '${name}' is no box: it has no ${missing}.`,
    `Look at ${root}/project.json, or run this target in a box.`,
  );
}
