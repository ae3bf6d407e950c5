import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginEvidence, folderDigest } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import {
  fakeRunner,
  passedResult,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import { innerNx } from './inner-nx';
import { validate } from './validate';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('flightline-validate-');
  for (const path of ['product/dist/artifact', 'product/vms', 'node_modules/nx'])
    mkdirSync(at(path), { recursive: true });
  writeFileSync(at('product/dist/artifact/app'), 'app');
  writeFileSync(at('node_modules/nx/package.json'), '{"bin": {"nx": "./nx.js"}}');
});
afterEach(() => folder.remove());
const at = (path: string) => join(folder.path, path);

/** What a cache gave back for a box, made with this artifact. */
function restore(box: string, artifact: string): void {
  const run = { box, hostname: box, startedAt: '2026-01-02T03:04:05.000Z', taskHash: '1' };
  const digests = { artifact, image: null, runner: null };
  beginEvidence(at('product/vms/artifacts'), run).commit(passedResult({ ...run, digests }));
}

/** Validates two boxes; the inner nx says that both passed. */
async function run() {
  const reporter = recordingReporter();
  const box = (name: string) => ({
    root: `product/vms/boxes/${name}`,
    tags: ['type:box', 'matrix:product'],
    targets: { 'vm-run': { options: { image: 'debian:trixie', hostname: name } } },
  });
  const task: Task = {
    workspaceRoot: folder.path,
    project: { name: 'product', root: 'product', tags: [] },
    projects: { product: { root: 'product', tags: [], targets: {} }, a: box('a'), b: box('b') },
    target: { name: 'validate', cached: false },
    taskHash: null,
    env: {},
    runner: fakeRunner({}),
    reporter,
    signal: new AbortController().signal,
  };
  const nx = innerNx(task).join(' ');
  const argv = `${nx} run-many -t vm-run -p a,b --parallel=2 --output-style=stream-without-prefixes`;
  const success = await validate(
    { jobs: 2, build: true },
    { ...task, runner: fakeRunner({ [argv]: {} }) },
  );
  const said = reporter.events.flatMap((event) => {
    if (event.type === 'notice') return [event.message];
    return event.type === 'report' ? event.lines : [];
  });
  return { success, said: said.join('\n') };
}

describe('validate', () => {
  it('believes what the cache gives for what is on disk', async () => {
    for (const box of ['a', 'b']) restore(box, folderDigest(at('product/dist/artifact')));
    const { success, said } = await run();
    expect(said).toContain('From the cache, nothing had changed: a, b');
    expect(success).toBe(true);
  });

  it('is red when the cache gives evidence of something else, also where nx takes it', async () => {
    restore('a', folderDigest(at('product/dist/artifact')));
    restore('b', 'sha256:other');
    const { success, said } = await run();
    expect(said).toContain('From the cache, nothing had changed: a\n');
    expect(said).toMatch(/b \(from Nx's cache\)\n {2}It ran with an artifact/);
    expect(said).toContain('nx reset && nx run b:vm-run');
    expect(success).toBe(false);
  });

  it('is red when the cache gives nothing', async () => {
    restore('a', folderDigest(at('product/dist/artifact')));
    const { success, said } = await run();
    expect(said).toContain('result.json is missing');
    expect(success).toBe(false);
  });
});
