import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Workspace, editProject, productRoot } from './workspace';

export const HARDENING = productRoot('hardening');

const TOOLS = `${HARDENING}/core/tools.py`;
/** The one line through which the product starts programs of the box, as it is and as it was. */
const CLEANED = 'env=get_clean_env(LC_ALL="C")';
const LEAKED = 'env=dict(os.environ, LC_ALL="C")';

/**
 * Puts the copied product back to the time before its incident: programs of the box inherit the environment of the
 * bundle. The test of the product that was written after it goes too, or there would be no artifact at all.
 */
export function leakTheEnvironment(workspace: Workspace): void {
  workspace.edit(TOOLS, CLEANED, LEAKED);
  workspace.edit(TOOLS, 'import shutil', 'import os\nimport shutil');
  rmSync(join(workspace.root, HARDENING, 'tests/test_tools.py'));
  // Nobody asked for clean environments then; the check would keep the product from being built.
  editProject(workspace, HARDENING, ({ targets }) => {
    targets['preflight'] = {
      ...targets['preflight'],
      options: { checks: { matrix: { level: 'off' }, 'clean-environment': { level: 'off' } } },
    };
  });
}

/** The fix, as the product has it. */
export function cleanTheEnvironment(workspace: Workspace): void {
  workspace.edit(TOOLS, LEAKED, CLEANED);
}
