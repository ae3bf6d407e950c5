import '@microsoft/jest-sarif';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  type FinishedResult,
  beginEvidence,
  evidencePaths,
  folderDigest,
} from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import { predictionsPath } from '@flightline/core/predictions';
import {
  fakeRunner,
  passedResult,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import { Ajv } from 'ajv';
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

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(
    readFileSync(join(__dirname, '../../../schemas/triage.schema.json'), 'utf8'),
  ) as object,
);

/** Runs triage on a matrix of these boxes. */
async function run(boxes: readonly string[], options: TriageExecutorSchema = {}, env = {}) {
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
    target: { name: 'triage', cached: false },
    taskHash: null,
    env,
    runner: fakeRunner({}),
    reporter,
    signal: new AbortController().signal,
  });
  const written = (file: string) => readFileSync(at(`${EVIDENCE}/triage/${file}`), 'utf8');
  const report = JSON.parse(written('triage.json')) as TriageReport;
  const lines = reporter.events
    .flatMap((event) => (event.type === 'report' ? event.lines : []))
    .map(stripVTControlCharacters);
  expect(validate(report) ? [] : validate.errors).toEqual([]);
  return { success, report, junit: written('junit.xml'), lines, written };
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
      '',
      '! b  Its log is empty. It brought no reports home.',
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
          startedAt: '2026-01-02T03:04:05.000Z',
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
        '✗ The kernel of the box panicked',
        '  kernel-panic, apps/app/vms/artifacts/results/a/console.log:2',
        '    1 | booting',
        expect.stringMatching(/^ {2}then: A program needs a newer glibc than the box has \(a\):/),
      ]),
    );
    expect(junit).toContain('<error type="image" message="It did not come up.">');
    expect(junit).toContain('kernel-panic');
  });

  it('is red for a box that passed with a hard finding in its log, and does not ask its console', async () => {
    leave('a', { log: `${GLIBC}\n`, console: `${PANIC}\n` });
    const { report, success, lines, junit } = await run(['a']);
    expect(report.boxes[0]?.findings.map(({ rule }) => rule)).toEqual(['glibc-too-old']);
    expect(report.boxes[0]?.because).toBe(
      'The runner said 0, but there is a hard finding: glibc-too-old.',
    );
    expect(lines.join('\n')).toMatch(/✗ {2}a +passed, dirty/);
    expect(junit).toContain('<error type="dirty"');
    expect(success).toBe(false);
  });

  it('shows what preflight foretold beside what happened', async () => {
    const path = predictionsPath(at('.'));
    mkdirSync(dirname(path), { recursive: true });
    const foretold = { check: 'elf-start', kind: 'start', message: 'It needs more.', file: 'app' };
    writeFileSync(path, JSON.stringify(['a', 'b'].map((box) => ({ box, ...foretold }))));
    leave('a', { verdict: 'failed', because: 'No.', log: `${GLIBC}\n` });
    leave('b');
    const { lines } = await run(['a', 'b']);
    const from = lines.indexOf('Foretold by preflight, and what happened');
    expect(lines.slice(from + 1)).toEqual([
      '✓ a',
      '  foretold: that it cannot start: It needs more. (elf-start)',
      '  happened: glibc-too-old, apps/app/vms/artifacts/logs/a_run.log:1',
      '✗ b',
      '  foretold: that it cannot start: It needs more. (elf-start)',
      '  happened: nothing of the kind',
    ]);
    writeFileSync(path, '[');
    expect((await run(['a'])).report.remarks).toMatchObject([
      {
        kind: 'predictions',
        severity: 'soft',
        file: 'apps/app/dist/preflight/artifact/predictions.json',
      },
    ]);
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

  it.each<[string, Left, string]>([
    ['JUnit reports without a test', { reports: { 'x.xml': '<testsuites/>' } }, 'no-tests'],
    [
      'a report that is cut off',
      { reports: { 'x.xml': '<testsuite><testcase/><testc' } },
      'report-cut',
    ],
    ['a log that ends within a line', { log: 'one\ntw' }, 'log-cut'],
    [
      'a log that was cut',
      { log: 'one\n(The log is cut here: the runner said more than 1 B; the rest is left out.)\n' },
      'log-cut',
    ],
    [
      'a failed test in a report',
      { reports: { 'x.xml': '<testsuite><testcase name="t"><failure/></testcase></testsuite>' } },
      'dirty',
    ],
  ])('is red for a box that passed with %s', async (_, left, kind) => {
    leave('a', { log: 'fine\n', ...left });
    const { success, report } = await run(['a']);
    const doubts = report.boxes[0]?.doubts ?? [];
    expect(doubts).toContainEqual({
      kind,
      severity: 'hard',
      message: expect.any(String) as string,
    });
    expect(success).toBe(false);
  });

  it('tells one cause once, and in what its boxes differ from the green ones', async () => {
    for (const box of ['a', 'b']) {
      leave(box, {
        ...{ verdict: 'failed', because: 'No.', guest: { libc: 'glibc 2.31' } },
        log: `${GLIBC}\nFAILED tests/a.py::t - no\n`,
      });
    }
    for (const box of ['c', 'd']) leave(box, { log: 'fine\n', guest: { libc: 'glibc 2.36' } });
    const { report, lines } = await run(['a', 'b', 'c', 'd']);
    expect(report.causes).toMatchObject([
      {
        rule: 'glibc-too-old',
        boxes: ['a', 'b'],
        separation: { kind: 'threshold', attribute: 'glibc', relation: 'at most', value: '2.31' },
        consequences: [{ rule: 'pytest-failed', boxes: ['a', 'b'] }],
      },
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        '  on a, b',
        '  split: these have glibc 2.31 or less, the green ones 2.36 or more',
        expect.stringMatching(/^ {2}then: pytest reports failures \(a, b\):/),
      ]),
    );
  });

  it("follows the server's own log among what came home", async () => {
    leave('a', {
      ...{
        verdict: 'failed',
        because: 'No.',
        log: 'ERROR: Server failed to start within 60 seconds\n',
      },
      reports: {
        'web_server_20260102_030405.log': 'old\n',
        'web_server_20260102_030500.log': 'binding\nOSError: [Errno 98] Address already in use\n',
      },
    });
    const { report, lines } = await run(['a']);
    expect(report.boxes[0]?.findings).toMatchObject([
      {
        rule: 'server-start',
        followed: { tail: ['binding', 'OSError: [Errno 98] Address already in use'] },
      },
      { rule: 'address-in-use', source: 'collected', line: 2 },
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(/the end of .*web_server_20260102_030500\.log:$/),
    );
  });

  describe('with rule files', () => {
    const rules = (text: string) => {
      mkdirSync(at('triage/rules'), { recursive: true });
      writeFileSync(at('triage/rules/own.yaml'), `version: 1\n${text}`);
    };
    const expectation = (more: string) =>
      rules(`expectations:\n  - {rule: glibc-too-old, reason: known, ticket: REL-1, ${more}}\n`);

    it.each([
      ['holds', 'expires: 2999-01-01', true, []],
      ['is for other boxes', 'expires: 2999-01-01, boxes: ["!a"]', false, []],
      ['has expired', 'expires: 2020-01-01', false, ['expired']],
      ['is exceeded', 'expires: 2999-01-01, count: {max: 1}', false, ['exceeded']],
      ['means other lines', 'expires: 2999-01-01, text: GLIBC_9', false, ['unused']],
    ])('an expectation that %s', async (_, more, green, remarks) => {
      expectation(more);
      leave('a', { log: `${GLIBC}\n${GLIBC}\n` });
      const { success, report } = await run(['a']);
      expect({ success, remarks: report.remarks.map(({ kind }) => kind) }).toEqual({
        success: green,
        remarks,
      });
    });

    it('tells why what is expected is no surprise', async () => {
      expectation('expires: 2999-01-01');
      leave('a', { log: `${GLIBC}\n` });
      const { lines } = await run(['a']);
      expect(lines).toContain('  fine: known (REL-1, expected until 2999-01-01)');
    });

    it('finds what they say and runs their examples', async () => {
      rules(
        "rules:\n  - {id: own, category: server, severity: hard, title: Own, any: ['our .* broke'], why: w, action: a, validUntil: 2020-01-01, examples: {matches: ['our app broke'], mustNotMatch: ['our app']}}\n",
      );
      leave('a', { log: 'our thing broke\n' });
      const { report } = await run(['a']);
      expect(report.causes).toMatchObject([{ rule: 'own' }]);
      expect(report.remarks).toMatchObject([{ kind: 'out-of-date' }]);
    });
  });

  it('shows the lines that a pattern matches with --grep', async () => {
    leave('a', { log: 'one\nTwo three\n', console: 'two\n' });
    const { lines } = await run(['a'], { grep: '(?i)^two' });
    expect(lines.slice(lines.indexOf('Lines with (?i)^two') + 1)).toEqual([
      '  apps/app/vms/artifacts/logs/a_run.log:2: Two three',
      '  apps/app/vms/artifacts/results/a/console.log:1: two',
    ]);
  });

  it('tells GitHub, and writes SARIF and Markdown', async () => {
    leave('a', { log: `${GLIBC}\n` });
    const summary = join(folder.path, 'summary.md');
    const { lines, written } = await run(
      ['a'],
      {},
      { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    );
    expect(lines[0]).toMatch(
      /^::error title=glibc-too-old,file=apps\/app\/vms\/artifacts\/logs\/a_run\.log,line=1::/,
    );
    expect(readFileSync(summary, 'utf8')).toBe(written('triage.md'));
    expect(JSON.parse(written('triage.sarif'))).toBeValidSarifLog();
    expect(written('triage.sarif')).toContain('"ruleId": "glibc-too-old"');
  });
});
