import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginEvidence, folderDigest } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import {
  type ScriptedAnswer,
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

/** Validates two boxes; unless told otherwise, the inner nx says that both passed. */
async function run({
  answer = {},
  targets = [],
  green = true,
}: { answer?: ScriptedAnswer; targets?: readonly string[]; green?: boolean } = {}) {
  const reporter = recordingReporter();
  const box = (name: string) => ({
    root: `product/vms/boxes/${name}`,
    tags: ['type:box', 'matrix:product'],
    targets: { 'vm-run': { options: { image: 'debian:trixie', hostname: name } } },
  });
  const product = {
    ...{ root: 'product', tags: [] },
    targets: Object.fromEntries(targets.map((name) => [name, {}])),
  };
  const task: Task = {
    workspaceRoot: folder.path,
    project: { name: 'product', root: 'product', tags: [] },
    projects: { product, a: box('a'), b: box('b') },
    target: { name: 'validate', cached: false },
    taskHash: null,
    env: {},
    runner: fakeRunner({}),
    reporter,
    signal: new AbortController().signal,
  };
  const nx = innerNx(task).join(' ');
  const argv = `${nx} run-many -t vm-run -p a,b --parallel=2 --output-style=stream-without-prefixes`;
  let triaged = false;
  const success = await validate(
    { jobs: 2, build: true },
    { ...task, runner: fakeRunner({ [argv]: answer }) },
    () => {
      triaged = true;
      return Promise.resolve(green);
    },
  );
  const said = reporter.events.flatMap((event) => {
    switch (event.type) {
      case 'notice':
        return [event.message];
      case 'report':
        return event.lines;
      case 'output':
        return [`${event.source} | ${event.line}`];
      case 'progress':
        return [`${event.phase}: ${event.detail}`];
      case 'phase-ended':
        return [`${event.ok ? 'ok' : 'failed'}: ${event.phase}`];
      default:
        return [];
    }
  });
  return { success, triaged, said: said.join('\n') };
}

const HEADING = '> nx run a:vm-run  [local cache]';
const restoreAll = () => {
  for (const box of ['a', 'b']) restore(box, folderDigest(at('product/dist/artifact')));
};

describe('validate', () => {
  it('believes what the cache gives for what is on disk', async () => {
    restoreAll();
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

  it.each<[string, Parameters<typeof run>[0], object]>([
    [
      'tells what nx says before the boxes as the build, and of an engine where it is',
      {
        answer: {
          stdout: `> nx run product:docker-build\n\n  buildah | STEP 1\n${HEADING}\nthe box`,
        },
        targets: ['docker-build', 'triage'],
      },
      {
        success: true,
        triaged: true,
        said: `build | > nx run product:docker-build
build: buildah | STEP 1
ok: build
ok: boxes
From the cache, nothing had changed: a, b

product  passed in 0 ms. The evidence is in product/vms/artifacts`,
      },
    ],
    [
      'runs no triage when the build fails',
      {
        answer: { stdout: 'it broke', exitCode: 1 },
        targets: ['docker-build', 'triage'],
      },
      { success: false, triaged: false, said: 'build | it broke\nfailed: build' },
    ],
    [
      'runs triage when boxes fail, and tells what only nx knows of them, but not the build again',
      {
        answer: { stdout: `built\n${HEADING}\nno such option`, stderr: 'oh', exitCode: 1 },
        targets: ['docker-build', 'triage'],
      },
      {
        success: false,
        triaged: true,
        said: `build | built
ok: build
failed: boxes
nx | ${HEADING}
nx | no such option
nx | oh

product  did not pass in 0 ms. The evidence is in product/vms/artifacts`,
      },
    ],
    [
      'is red when triage is',
      { targets: ['triage'], green: false },
      { success: false, triaged: true },
    ],
    ['needs no triage', {}, { success: true, triaged: false }],
    [
      'believes an nx that is content, also when its lines are of another form',
      { answer: { stdout: 'all new' }, targets: ['docker-build'] },
      { success: true },
    ],
  ])('%s', async (_name, options, expected) => {
    restoreAll();
    const { said, ...outcome } = await run(options);
    expect({ ...outcome, said: said.replace(/in \d+ ms/, 'in 0 ms') }).toMatchObject(expected);
  });
});
