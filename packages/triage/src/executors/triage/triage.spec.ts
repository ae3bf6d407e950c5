import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  type FinishedResult,
  beginEvidence,
  evidencePaths,
  folderDigest,
} from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import {
  fakeRunner,
  passedResult,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import type { TriageReport } from './report';
import type { TriageExecutorSchema } from './schema';
import { triage } from './triage';

const GLIBC = "./app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by ./app)";
const PANIC = '[    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('flightline-triage-');
  mkdirSync(at('dist/artifact'), { recursive: true });
  writeFileSync(at('dist/artifact/app'), 'app');
  mkdirSync(at('vms/boxes/a'), { recursive: true });
  writeFileSync(at('vms/runner.sh'), 'true');
  writeFileSync(at('vms/boxes/a/image.lock.json'), '{"files": {"disk": {"digest": "sha256:d"}}}');
});
afterEach(() => folder.remove());

const at = (path: string) => join(folder.path, 'apps/app', path);
const EVIDENCE = 'vms/artifacts';

/** What a run leaves; everything left out means: it passed with the artifact that is on disk. */
interface Left extends Partial<FinishedResult> {
  log?: string;
  console?: string;
  reports?: Record<string, string>;
}

function leave(box: string, { log = '', console = '', reports = {}, ...result }: Left = {}): void {
  const run = { box, hostname: box, startedAt: '2026-01-02T03:04:05.000Z', taskHash: null };
  const writer = beginEvidence(at(EVIDENCE), run);
  writeFileSync(writer.staging.log, log);
  writeFileSync(writer.staging.console, console);
  for (const [file, content] of Object.entries(reports))
    writeFileSync(join(writer.staging.reports, file), content);
  writer.commit(passedResult({ ...run, durationMs: 61_000, digests: digestsOnDisk(), ...result }));
}

function digestsOnDisk(): FinishedResult['digests'] {
  const runner = `sha256:${createHash('sha256').update('true').digest('hex')}`;
  return { artifact: folderDigest(at('dist/artifact')), image: 'sha256:d', runner };
}

const { machine: MACHINE, digests: NO_DIGESTS } = passedResult();

/** Evidence of something else than what is on disk: what it says, in what it differs, and how that is told. */
const STALE: readonly [string, () => Left, string, RegExp][] = [
  ['artifact', () => otherDigests({ artifact: 'sha256:a' }), 'artifact', /other than/],
  ['runner', () => otherDigests({ runner: 'sha256:b' }), 'runner', /other than/],
  ['runner, which it does not name', () => otherDigests({ runner: null }), 'runner', /not say/],
  ['image', () => otherDigests({ image: 'sha256:c' }), 'image', /the locked one/],
  ['image URI', () => ({ machine: { ...MACHINE, image: 'debian:sid' } }), 'image', /'debian:sid'/],
  ['driver', () => ({ machine: { ...MACHINE, driver: 'qemu' } }), 'driver', /'qemu', not 'dummy'/],
];

const otherDigests = (change: Partial<FinishedResult['digests']>): Left => ({
  digests: { ...digestsOnDisk(), ...change },
});

/** Runs triage on a matrix of these boxes. */
async function run(boxes: readonly string[], options: TriageExecutorSchema = {}) {
  const reporter = recordingReporter();
  const projects: Record<string, Task['projects'][string]> = {
    app: { root: 'apps/app', tags: [], targets: {} },
  };
  for (const box of boxes) {
    projects[box] = {
      root: `apps/app/vms/boxes/${box}`,
      tags: ['type:box', 'matrix:app'],
      targets: {
        'vm-run': { options: { image: 'debian:bookworm', hostname: box, driver: 'dummy' } },
      },
    };
  }
  const success = await triage(options, {
    workspaceRoot: folder.path,
    project: { name: 'app', root: 'apps/app', tags: [] },
    projects,
    taskHash: null,
    env: {},
    runner: fakeRunner({}),
    reporter,
    signal: new AbortController().signal,
  });
  const written = (file: string) => readFileSync(at(`${EVIDENCE}/triage/${file}`), 'utf8');
  const report = JSON.parse(written('triage.json')) as TriageReport;
  const lines = reporter.events
    .flatMap((event) => (event.type === 'report' ? event.lines : []))
    .map(stripVTControlCharacters);
  return { success, report, junit: written('junit.xml'), lines };
}

describe('triage', () => {
  it('is green when every box passed with the artifact on disk', async () => {
    leave('a', { log: 'fine\n', reports: { 'junit.xml': '<testsuite><testcase/></testsuite>' } });
    leave('b');
    const { success, report, lines } = await run(['a', 'b']);
    expect(success).toBe(true);
    expect(report).toMatchObject({ release: 'app', green: true, schemaVersion: 1 });
    expect(lines).toEqual([
      'app  2 of 2 green',
      '',
      '   box  verdict  time        tests  hard  files',
      '✓  a    passed   1 min 01 s  1      -     1',
      '✓  b    passed   1 min 01 s  -      -     -',
    ]);
  });

  it.each<[string, () => void, object, RegExp]>([
    [
      'a box that has not run',
      () => undefined,
      { state: 'not run', verdict: null },
      /- {2}a +not run/,
    ],
    [
      'a box that failed',
      () => leave('a', { verdict: 'failed', because: 'The runner said no.' }),
      { state: 'finished', verdict: 'failed', because: 'The runner said no.' },
      /✗ {2}a +failed/,
    ],
    [
      'an aborted run',
      () => leave('a', { state: 'aborted', verdict: 'aborted', because: 'Killed.' }),
      { state: 'aborted', verdict: 'aborted' },
      /✗ {2}a +aborted/,
    ],
    [
      'a run that goes on',
      () =>
        void beginEvidence(at(EVIDENCE), {
          box: 'a',
          hostname: 'a',
          startedAt: '',
          taskHash: null,
        }),
      { state: 'running', verdict: null },
      /- {2}a +running/,
    ],
    [
      'a run whose process is gone',
      () => {
        leave('a');
        const running = {
          schemaVersion: 1,
          state: 'running',
          pid: 4_194_305,
          staging: '.staging/a-x',
        };
        writeFileSync(evidencePaths(at(EVIDENCE), 'a', 'a').result, JSON.stringify(running));
      },
      { state: 'aborted', verdict: null },
      /✗ {2}a +aborted/,
    ],
    ...STALE.map(([what, left, of, message]): [string, () => void, object, RegExp] => [
      `a run of another ${what}`,
      () => leave('a', left()),
      {
        verdict: 'passed',
        because: 'It passed, but not with what is on disk.',
        disagreements: [{ of, message: expect.stringMatching(message) as string }],
      },
      /✗ {2}a +passed, stale[\s\S]*next: nx run a:vm-run {2}\(after 'nx reset'/,
    ]),
    [
      'a result that cannot be read',
      () => {
        leave('a');
        writeFileSync(evidencePaths(at(EVIDENCE), 'a', 'a').result, '{');
      },
      { state: 'unreadable' },
      /✗ {2}a +unreadable/,
    ],
  ])('is red for %s', async (_, prepare, expected, line) => {
    prepare();
    const { success, report, lines } = await run(['a']);
    expect(success).toBe(false);
    expect(report.boxes).toMatchObject([{ box: 'a', green: false, ...expected }]);
    expect(lines.join('\n')).toMatch(line);
  });

  it.each<[string, () => Left]>([
    ['that passed with what is not on disk any more', () => ({})],
    ['that passed and does not say with what', () => ({ digests: NO_DIGESTS })],
  ])('takes a run %s as it is when nothing is left to compare', async (_, left) => {
    leave('a', left());
    for (const path of ['dist', 'vms/runner.sh', 'vms/boxes'])
      rmSync(at(path), { recursive: true });
    expect((await run(['a'])).success).toBe(true);
  });

  it('says of a stale failure that it is no answer about what is on disk', async () => {
    leave('a', {
      verdict: 'failed',
      because: 'No.',
      digests: { artifact: 'sha256:a', image: null, runner: 'sha256:b' },
    });
    const { junit, lines } = await run(['a']);
    expect(junit).toMatch(/<error type="of another artifact, runner" message="No\. It ran with an/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}It ran a runner \(sha256:b\) other/));
  });

  it('shows what log and console say about a box that did not pass', async () => {
    leave('a', {
      verdict: 'image',
      because: 'It did not come up.',
      log: `starting\n${GLIBC}\n`,
      console: `booting\n${PANIC}\n`,
    });
    const { report, lines, junit } = await run(['a']);
    expect(report.boxes[0]?.findings).toMatchObject([
      { rule: 'glibc-too-old', source: 'log', line: 2 },
      { rule: 'kernel-panic', source: 'console', line: 2 },
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        '✗ a  It did not come up.',
        '  log: apps/app/vms/artifacts/logs/a_run.log',
        '  console: apps/app/vms/artifacts/results/a/console.log',
        '      1 | starting',
        '  ✗ The kernel of the box panicked',
      ]),
    );
    expect(junit).toContain('<error type="image" message="It did not come up.">');
    expect(junit).toContain('kernel-panic');
  });

  it('does not ask the console of a box that passed', async () => {
    leave('a', { log: `${GLIBC}\n`, console: `${PANIC}\n` });
    const { report, success } = await run(['a']);
    expect(report.boxes[0]?.findings.map(({ rule }) => rule)).toEqual(['glibc-too-old']);
    expect(success).toBe(true);
  });

  it('says what to run where no rule matches and where there is nothing to read', async () => {
    leave('a', { verdict: 'failed', because: 'No.', log: 'silence\n' });
    const { lines } = await run(['a', 'b']);
    expect(lines).toContain('  next: nx run app:triage --tail --boxes=a');
    expect(lines).toContain('  next: nx run b:vm-run');
  });

  it('lists hard failures of all boxes a line each with --hard', async () => {
    leave('a', { log: `${GLIBC}\n${GLIBC}\n` });
    leave('b', {
      verdict: 'failed',
      log: 'curl: (6) Could not resolve host: x\n',
      console: `${PANIC}\n`,
    });
    const { lines } = await run(['a', 'b'], { hard: true });
    expect(lines.slice(lines.indexOf('Hard failures') + 1)).toEqual([
      `  a:log:1: glibc-too-old (2 times): ${GLIBC}`,
      `  b:console:1: kernel-panic: ${PANIC}`,
    ]);
  });

  it('lists the reports of all boxes with --reports', async () => {
    leave('a', {
      reports: { 'x.xml': '<testsuite><testcase><failure/></testcase></testsuite>', 'y.txt': '' },
    });
    const { lines, report } = await run(['a', 'b'], { reports: true });
    expect(report.boxes[0]?.reports.junit).toEqual([
      { file: 'x.xml', tests: 1, failures: 1, errors: 0, skipped: 0 },
    ]);
    expect(lines.slice(lines.indexOf('Reports') + 1)).toEqual([
      '  a: apps/app/vms/artifacts/reports/a',
      '    x.xml  1 test, 1 failed',
      '    y.txt',
      '  b: none',
    ]);
  });

  it('shows the end of every log with --tail', async () => {
    leave('a', { log: 'one\ntwo\nthree\n' });
    const { lines } = await run(['a', 'b'], { tail: 2 });
    expect(lines.slice(-6)).toEqual([
      '',
      'a  apps/app/vms/artifacts/logs/a_run.log',
      '  two',
      '  three',
      '',
      'b  has no log.',
    ]);
  });
});
