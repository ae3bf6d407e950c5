// What a workspace needs before its first release project. `init` writes it, and `release` does, too, so that
// it does not matter whether init ever ran.
import { type JsonObject, complete, remarksOn } from '../complete';
import { withLines } from '../lines';
import type { Plan } from '../plan';
import { siblingRemarks, siblings } from '../siblings';
import { workspaceSettings } from '../task-inputs';
import type { Workspace } from '../workspace';

const PLUGIN = '@flightline/vm-run/plugin';

/** Vagrant keeps machines and their private keys in .vagrant. */
const GITIGNORE = ['.nx/cache', '.nx/workspace-data', '.vagrant/'];

/** Nx kills tasks after five seconds; to end a machine and save its evidence can take longer. */
const GRACE_PERIOD = 'NX_PROCESS_KILL_GRACE_PERIOD';

type Parts = Required<Pick<Plan, 'json' | 'packages' | 'remarks'>> & {
  text: Readonly<Record<string, string>>;
};

/** Decides what the workspace lacks. What stands is kept. */
export function workspaceParts(workspace: Workspace): Parts {
  const settings = complete(workspace.nxJson, {
    ...workspaceSettings(workspace.packages),
    ...plugins(workspace),
  });
  return {
    json: { 'nx.json': settings.value },
    text: { ...withLines(workspace, '.gitignore', GITIGNORE), ...gracePeriod(workspace) },
    packages: siblings(workspace),
    remarks: [...remarksOn('nx.json', settings), ...siblingRemarks(workspace)],
  };
}

/** The workspace that makes the plugin does without it: a broken one would stop the graph that builds its fix. */
function plugins({ nxJson, packages }: Workspace): JsonObject {
  const listed = (nxJson['plugins'] ?? []) as readonly (string | { plugin: string })[];
  const named = listed.some(
    (entry) => PLUGIN === (typeof entry === 'string' ? entry : entry.plugin),
  );
  return named || packages.has('@flightline/vm-run') ? {} : { plugins: [PLUGIN] };
}

function gracePeriod(workspace: Workspace): Record<string, string> {
  const set = new RegExp(`^\\s*(?:export\\s+)?${GRACE_PERIOD}\\s*=`, 'm');
  return set.test(workspace.text('.env') ?? '')
    ? {}
    : withLines(workspace, '.env', [`${GRACE_PERIOD}=30000`]);
}
