import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostTasksExecutionContext } from '@nx/devkit';
import {
  type FinishedResult,
  beginEvidence,
  evidencePaths,
  fileDigest,
  folderDigest,
} from '@flightline/core/evidence';
import { passedResult, temporaryFolder } from '@flightline/core/testing';
import { postTasksExecution } from './plugin';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('flightline-plugin-');
  for (const path of ['dist/artifact', 'vms/boxes/a', 'vms/boxes/b'])
    mkdirSync(at(path), { recursive: true });
  writeFileSync(at('dist/artifact/app'), 'app');
  writeFileSync(at('vms/runner.sh'), 'true');
});
afterEach(() => folder.remove());

const RELEASE = 'products/app';
const EVIDENCE = `${RELEASE}/vms/artifacts`;
const at = (path: string) => join(folder.path, RELEASE, path);
const HASH = '1234';

type Results = PostTasksExecutionContext['taskResults'];
type Status = Results[string]['status'];

/** A task as Nx tells of it after a run. */
function taskOf(box: string, { outputs = outputsOf(box), hash = HASH } = {}) {
  return {
    id: `${box}:vm-run`,
    target: { project: box, target: 'vm-run' },
    projectRoot: `${RELEASE}/vms/boxes/${box}`,
    overrides: {},
    outputs,
    hash,
    parallelism: true,
    cache: true,
  };
}

const outputsOf = (box: string) => [
  `${EVIDENCE}/logs/${box}_run.log`,
  `${EVIDENCE}/reports/${box}`,
  `${EVIDENCE}/results/${box}`,
];

/** What the hook says about a run with these boxes; empty when it takes them all. */
async function hook(boxes: Record<string, Status>, of: Parameters<typeof taskOf>[1] = {}) {
  const taskResults: Results = {};
  for (const [box, status] of Object.entries(boxes)) {
    const task = taskOf(box, of);
    taskResults[task.id] = { task, status, code: 0 };
  }
  const context = { taskResults, workspaceRoot: folder.path } as PostTasksExecutionContext;
  try {
    await postTasksExecution(undefined, context);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

async function leave(box: string, change: Partial<FinishedResult> = {}): Promise<void> {
  const run = { box, hostname: box, startedAt: '2026-01-02T03:04:05.000Z', taskHash: HASH };
  const digests = {
    artifact: folderDigest(at('dist/artifact')),
    image: null,
    runner: await fileDigest(at('vms/runner.sh')),
  };
  const result = passedResult({ ...run, digests, ...change });
  beginEvidence(join(folder.path, EVIDENCE), run).commit(result);
}

/** Evidence from which somebody took what could be compared. */
const SILENT = { taskHash: null, digests: passedResult().digests };

const spoil = (text: string) =>
  writeFileSync(evidencePaths(join(folder.path, EVIDENCE), 'a', 'a').result, text);

describe('the plugin', () => {
  it.each<Status>(['success', 'local-cache', 'local-cache-kept-existing', 'remote-cache'])(
    'takes evidence of what is on disk (%s)',
    async (status) => {
      await leave('a');
      await expect(hook({ a: status })).resolves.toBe('');
    },
  );

  it.each<[string, () => unknown, RegExp]>([
    ['an edited artifact', () => writeFileSync(at('dist/artifact/app'), 'b'), /with an artifact/],
    ['an edited runner', () => writeFileSync(at('vms/runner.sh'), 'false'), /ran a runner/],
    [
      'another image than the locked one',
      async () => {
        writeFileSync(at('vms/boxes/a/image.lock.json'), '{"files":{"disk":{"digest":"other"}}}');
        await leave('a', { digests: { artifact: null, image: 'one', runner: null } });
      },
      /\(one\) other than the locked one \(other\)/,
    ],
    ['another task hash', () => leave('a', { taskHash: '99' }), /hash 99, not 1234/],
    ['a pass that says nothing of itself', () => leave('a', SILENT), /does not say its artifact/],
    ['another box', () => leave('a', { box: 'b' }), /evidence of box 'b'/],
    ['another host name', () => leave('a', { hostname: 'other' }), /host name 'other', not 'a'/],
    [
      'a verdict that is no pass',
      () => leave('a', { verdict: 'failed', because: 'No.' }),
      /'failed': No\./,
    ],
    ['an aborted run', () => leave('a', { state: 'aborted' }), /was aborted/],
    ['a run that goes on', () => begin(), /process \d+ still runs it/],
    ['half of a result', () => spoil('{'), /no JSON/],
    [
      'no evidence',
      () => rmSync(at('vms/artifacts'), { recursive: true }),
      /result\.json is missing/,
    ],
    [
      'a result of no known shape',
      () => leave('a', { runner: undefined as unknown as string }),
      /cannot be checked/,
    ],
  ])('refuses %s, and says what heals it', async (_, prepare, says) => {
    await leave('a');
    await prepare();
    const said = await hook({ a: 'local-cache' });
    expect(said).toMatch(says);
    expect(said).toContain("a (from Nx's cache)");
    expect(said).toContain('    nx reset && nx run a:vm-run');
    expect(said).toContain(`delete its entry ${HASH} on the server`);
  });

  it('says of a box that ran to run it again', async () => {
    await leave('a', { taskHash: '99' });
    const said = await hook({ a: 'success' });
    expect(said).toMatch(/a \(ran now\)[\s\S]*\n {4}nx run a:vm-run$/);
    expect(said).not.toContain('nx reset');
  });

  it('tells a block for each box that it refuses, and none of the others', async () => {
    await leave('a');
    await leave('b', { taskHash: '99' });
    const said = await hook({ a: 'local-cache', b: 'local-cache', c: 'local-cache' });
    expect(said).toMatch(/^The evidence of 2 boxes is refused/);
    expect(said.match(/^\w+ \(from/gm)).toEqual(['b (from', 'c (from']);
  });

  it.each<Status>(['failure', 'skipped', 'stopped'])(
    'leaves a box alone that is red already (%s)',
    async (status) => {
      await expect(hook({ a: status })).resolves.toBe('');
    },
  );

  it.each([
    ['no outputs', []],
    ['results but no log', ['x/results/a']],
    ['a log elsewhere', ['x/results/a', 'y/logs/a_run.log']],
  ])('leaves a task alone that is no box: %s', async (_, outputs) => {
    await expect(hook({ a: 'success' }, { outputs })).resolves.toBe('');
  });

  it('knows boxes by outputs that are not normalised, also of a release project at the root', async () => {
    const outputs = ['x/../vms/artifacts/logs/a_run.log', 'x/../vms/artifacts/results/a'];
    await expect(hook({ a: 'success' }, { outputs })).resolves.toContain('result.json is missing');
  });

  it('takes evidence where neither artifact nor runner are on disk', async () => {
    await leave('a');
    for (const path of ['dist', 'vms/runner.sh']) rmSync(at(path), { recursive: true });
    await expect(hook({ a: 'local-cache' })).resolves.toBe('');
  });
});

function begin(): void {
  const run = { box: 'a', hostname: 'a', startedAt: '', taskHash: HASH };
  beginEvidence(join(folder.path, EVIDENCE), run);
}
