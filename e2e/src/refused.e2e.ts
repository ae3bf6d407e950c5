// budget: 2 min, beside others
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from '@flightline/core/process';
import { type RemoteCache, startRemoteCache } from './cache-truth/remote-cache';
import { type Workspace, demand } from './workspace';
import { COMPASS, RUN_BOXES, dummyWorkspace } from './workspace/dummy-workspace';

const ARTIFACTS = `${COMPASS}/vms/artifacts`;
const RESULT = `${ARTIFACTS}/results/alma/result.json`;
const CACHE = '.nx-cache';

describe('evidence from a cache that lies', () => {
  let workspace: Workspace;
  let remote: RemoteCache;

  beforeAll(async () => {
    workspace = await dummyWorkspace(['alma', 'leap']);
    remote = await startRemoteCache();
  }, 240_000);
  afterAll(async () => {
    workspace.remove();
    await remote.close();
  });

  const forgetEvidence = () =>
    rmSync(join(workspace.root, ARTIFACTS), { recursive: true, force: true });
  const run = (words: readonly string[] = [], env = {}) =>
    workspace.nx([...RUN_BOXES, ...words], env);
  /** The result of the last run of a box as Nx's local cache keeps it: an entry is called after the task hash. */
  const cached = () => {
    const { taskHash: entry } = JSON.parse(workspace.read(RESULT)) as { taskHash: string };
    return { entry, path: join(CACHE, entry, RESULT) };
  };
  const spoil = (from: RegExp, to: string) => {
    const { path } = cached();
    const text = workspace.read(path);
    workspace.write(path, text.replace(from, to));
    expect(workspace.read(path)).not.toBe(text);
    forgetEvidence();
  };
  /** What nx said about boxes that it must not call green. */
  async function refused(words: readonly string[] = [], env = {}): Promise<string> {
    const result = await run(words, env);
    const said = result.stdout + result.stderr;
    expect([succeeded(result), said]).toEqual([false, expect.stringContaining('is refused')]);
    return said;
  }

  it.each<[string, RegExp, string, string]>([
    [
      'of another artifact',
      /("artifact": "sha256:)..../,
      '$10000',
      'with an artifact (sha256:0000',
    ],
    ['of another task', /("taskHash": ")\d/, '$1x', 'under the task hash x'],
    ['that is damaged', /^\{/, '', 'is no JSON'],
  ])(
    'an entry %s is red, and heals as the message says',
    async (_, from, to, says) => {
      await demand(workspace, RUN_BOXES);
      const { entry } = cached();
      spoil(from, to);
      const said = await refused();
      expect(said).toContain("alma (from Nx's cache)");
      expect(said).toContain(says);
      expect(said).toContain('nx reset && nx run alma:vm-run');
      expect(said).toContain(entry);
      expect(said).not.toContain('leap (');

      await demand(workspace, ['reset']);
      await demand(workspace, ['run', 'alma:vm-run', '--exclude-task-dependencies']);
      await demand(workspace, RUN_BOXES);
    },
    120_000,
  );

  it('an entry that lost its files is red', async () => {
    await demand(workspace, RUN_BOXES);
    rmSync(join(workspace.root, CACHE, cached().entry), { recursive: true });
    forgetEvidence();
    expect(await refused()).toContain('result.json is missing');
    await demand(workspace, ['reset']);
    await demand(workspace, RUN_BOXES);
  }, 60_000);

  it('the daemon hides nothing', async () => {
    await demand(workspace, RUN_BOXES);
    spoil(/("artifact": "sha256:)..../, '$10000');
    try {
      const said = await refused([], { NX_DAEMON: 'true' });
      expect(said).toContain('with an artifact (sha256:0000');
    } finally {
      await demand(workspace, ['daemon', '--stop'], { NX_DAEMON: 'true' });
    }
    await demand(workspace, ['reset']);
  }, 60_000);

  it('triage and validate are red where the plugin is not registered', async () => {
    await demand(workspace, RUN_BOXES);
    const settings = workspace.read('nx.json');
    const { plugins, ...others } = JSON.parse(settings) as { plugins: unknown };
    expect(plugins).toEqual(['@flightline/vm-run/plugin']);
    workspace.write('nx.json', JSON.stringify(others));
    try {
      await demand(workspace, RUN_BOXES);
      spoil(/("artifact": "sha256:)..../, '$10000');
      const validated = await workspace.nx(['run', 'compass:validate', '--build=false']);
      expect(succeeded(validated)).toBe(false);
      expect(validated.stdout).toContain('nx reset && nx run alma:vm-run');
      const triaged = await workspace.nx(['run', 'compass:triage']);
      expect([succeeded(triaged), triaged.stdout]).toEqual([
        false,
        expect.stringMatching(/alma +passed, stale[\s\S]*with an artifact \(sha256:0000/),
      ]);
    } finally {
      workspace.write('nx.json', settings);
      await demand(workspace, ['reset']);
    }
  }, 120_000);

  it('an entry of a remote cache is red, and heals as the message says', async () => {
    const env = remote.env('write');
    forgetEvidence();
    await demand(workspace, RUN_BOXES, env);
    const { entry } = cached();
    // The other box's files under this box's hash.
    const other = [...remote.entries].find(([hash]) => hash !== entry);
    if (other === undefined) throw new Error('The remote cache holds one entry only.');
    remote.entries.set(entry, other[1]);
    await demand(workspace, ['reset']);
    forgetEvidence();

    expect(await refused([], env)).toContain(`delete its entry ${entry} on the server`);
    await demand(workspace, ['reset']);
    await demand(workspace, [...RUN_BOXES, '--skip-remote-cache'], env);
    await demand(workspace, RUN_BOXES, env);
    await demand(workspace, ['reset']);
    forgetEvidence();
    await refused([], env);
    remote.entries.delete(entry);
    await demand(workspace, ['reset']);
    await demand(workspace, RUN_BOXES, env);
  }, 120_000);
});
