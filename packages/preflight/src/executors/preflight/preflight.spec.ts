import '@microsoft/jest-sarif';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Check,
  type Outcome,
  type Stage,
  fail,
  pass,
  skip,
  unverified,
  warn,
} from '@flightline/core/check';
import Ajv from 'ajv';
import type { Log } from 'sarif';
import type { UserError } from '@flightline/core/errors';
import type { Task } from '@flightline/core/executor';
import { type Prediction, predictionsPath, readPredictions } from '@flightline/core/predictions';
import { fakeRunner, recordingReporter, temporaryFolder } from '@flightline/core/testing';
import schema from '../../../schemas/preflight.schema.json';
import { write } from '../../testing/release-tree';
import { NAMED_INPUT, expiryInput } from '../../inputs';
import { preflight } from './preflight';
import type { PreflightReport } from './report';
import type { PreflightExecutorSchema } from './schema';

const check = (outcome: Outcome, stage: Stage = 'source'): Check => ({
  id: `the-${outcome.status}`,
  stage,
  title: `About ${outcome.status}`,
  why: 'It matters.',
  fix: 'In general.',
  run: () => Promise.resolve(outcome),
});

const ALL = [
  check(pass('all good')),
  check(warn('Hm.', 'Look.')),
  check(fail('No.', 'Mend it.', [{ file: 'a.py', line: 3, message: 'Here.' }])),
  check(skip('There is none.')),
  check(unverified('Who knows.')),
];

interface More {
  options?: Omit<PreflightExecutorSchema, 'stage'>;
  env?: Task['env'];
  task?: Partial<Task>;
}

const TASK: Omit<Task, 'workspaceRoot' | 'reporter'> = {
  project: { name: 'app', root: 'app', tags: [] },
  target: { name: 'preflight', cached: false },
  projects: {
    app: { root: 'app', tags: [], targets: {} },
    a: {
      root: 'app/vms/boxes/a',
      tags: ['type:box', 'matrix:app'],
      implicitDependencies: ['app'],
      targets: { 'vm-run': { options: { image: 'debian:bookworm', hostname: 'a' } } },
    },
  },
  taskHash: null,
  env: {},
  runner: fakeRunner({}),
  signal: new AbortController().signal,
};

const KEPT = { target: { name: 'preflight', cached: true } };

/** The release project has the input that changes when a waiver of this month ends. */
const FOLLOWING: Task['projects'] = {
  ...TASK.projects,
  app: {
    ...{ root: 'app', tags: [], targets: {}, implicitDependencies: [] },
    namedInputs: {
      [NAMED_INPUT]: ['{projectRoot}/**/*', expiryInput([{ expires: '2026-11-30' }])],
    },
  },
};

const isAsPublished = new Ajv({ strict: true }).compile(schema);

const NOW = () => new Date('2026-11-30T23:59:59Z');

describe('preflight', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  const run = async (stage: Stage, checks?: readonly Check[], more: More = {}) => {
    const reporter = recordingReporter();
    const own = { workspaceRoot: folder.path, env: more.env ?? {}, reporter };
    const task = { ...TASK, ...own, ...more.task };
    const success = await preflight({ stage, ...more.options }, task, {
      now: NOW,
      ...(checks === undefined ? {} : { checks }),
    });
    const lines = reporter.events.flatMap((event) => (event.type === 'report' ? event.lines : []));
    const read = (name: string) =>
      readFileSync(join(folder.path, 'app/dist/preflight', stage, name), 'utf8');
    const report = JSON.parse(read('preflight.json')) as PreflightReport;
    expect(isAsPublished(report) ? [] : isAsPublished.errors).toEqual([]);
    const sarif = JSON.parse(read('preflight.sarif')) as Log;
    expect(sarif).toBeValidSarifLog();
    return {
      success,
      events: reporter.events,
      text: plain(lines),
      report,
      junit: read('junit.xml'),
      sarif,
    };
  };
  const plain = (lines: readonly string[]) => lines.join('\n').replace(/\u001b\[\d+m/g, '');

  it.each<[Outcome, boolean]>([
    [pass(), true],
    [warn('w', 'f'), true],
    [skip('s'), true],
    [unverified('u'), false],
    [fail('b', 'f'), false],
  ])('%j → %s', async (outcome, success) => {
    const first = { ...check(pass()), id: 'first' };
    expect((await run('source', [first, check(outcome)])).success).toBe(success);
  });

  it('leaves what is foretold of boxes beside the report of stage artifact', async () => {
    const foretold: Prediction[] = [
      { box: 'a', check: 'the-warn', kind: 'leak', message: 'It dies.', file: 'app/x' },
    ];
    const warned = check({ ...warn('w', 'f'), predictions: foretold }, 'artifact');
    const { report } = await run('artifact', [warned]);
    const path = predictionsPath(join(folder.path, 'app'));
    expect(readPredictions(path)).toEqual({ state: 'read', predictions: foretold });
    expect(report.results[0]?.outcome).toEqual(warn('w', 'f'));
    await run('artifact', [check(pass(), 'artifact')]);
    expect(readPredictions(path)).toEqual({ state: 'read', predictions: [] });
  });

  it('lets open questions stay open where that is allowed', async () => {
    const options = { allowUnverified: true };
    const { success, junit, sarif } = await run('source', [check(unverified('u'))], { options });
    expect(success).toBe(true);
    expect(junit).toContain('errors="0"');
    expect(sarif.runs[0]?.results?.[0]?.level).toBe('warning');
  });

  it('prints a line for each check, what to do, and how many', async () => {
    expect((await run('source', ALL)).text).toBe(
      [
        '  ✓ the-pass             About pass',
        '      all good',
        '  ! the-warn             About warn',
        '      Hm.',
        '      fix: Look.',
        '  ✗ the-fail             About fail',
        '      No.',
        '        - a.py:3: Here.',
        '      fix: Mend it.',
        '  - the-skip             About skip',
        '      skipped: There is none.',
        '  ? the-unverified       About unverified',
        '      unverified: Who knows.',
        '5 checks: 1 passed, 1 with a warning, 1 failed, 1 skipped, 1 unverified',
      ].join('\n'),
    );
  });

  it('leaves the answers for machines', async () => {
    const { report, junit } = await run('source', ALL);
    expect(report).toMatchObject({ schemaVersion: 1, release: 'app', stage: 'source' });
    expect(report.results.map(({ outcome }) => outcome.status)).toEqual([
      'pass',
      'warn',
      'fail',
      'skip',
      'unverified',
    ]);
    expect(junit).toContain('tests="5" failures="1" errors="1" skipped="1"');
    expect(junit).toContain('<testcase name="the-fail" classname="preflight.source"');
  });

  it('leaves what was found as SARIF, each finding readable alone', async () => {
    const { sarif } = await run('source', ALL);
    const found = sarif.runs[0]?.results?.map(({ ruleId, level, message }) => [
      ruleId,
      level,
      message.text,
    ]);
    expect(found).toEqual([
      ['the-fail', 'error', 'No. Here.\nMend it.'],
      ['the-unverified', 'error', 'Unverified: Who knows.'],
      ['the-warn', 'warning', 'Hm.\nLook.'],
    ]);
  });

  it('quotes the lines of files, and no more problems than a person reads', async () => {
    write(folder.path, { 'app/a.py': 'one\ntwo = 1\n' });
    const problems = Array.from({ length: 23 }, () => ({
      ...{ file: 'app/a.py', line: 2, column: 7, message: 'Here.' },
    }));
    const { text } = await run('source', [check(fail('No.', 'Mend it.', problems))]);
    expect(text.split('\n').slice(1, 5)).toEqual([
      '      No.',
      '        - app/a.py:2:7: Here.',
      '            2 | two = 1',
      '              |       ^',
    ]);
    expect(text).toContain('and 3 more in preflight.json');
    expect(text.match(/Here\./g)).toHaveLength(20);
  });

  describe('with waivers', () => {
    const waiver = (change: object) => ({
      ...{ check: 'the-fail', reason: 'Old.', owner: 'kim', expires: '2026-11-30' },
      ...change,
    });
    const found = fail('No.', 'Mend it.', [
      { file: 'app/a.py', line: 3, key: 'k', message: 'Here.' },
      { file: 'app/b.py', message: 'There.' },
    ]);
    const waiving = async (waivers: readonly object[], outcome: Outcome = found) => {
      write(folder.path, { 'app/preflight-waivers.yml': JSON.stringify({ waivers }, null, 1) });
      return run('source', [check(outcome)]);
    };
    afterEach(() => write(folder.path, { 'app/preflight-waivers.yml': '{"waivers": []}' }));

    it.each<[what: string, waivers: object[], statuses: string, waived: number]>([
      ['all of a check', [waiver({})], 'pass pass', 2],
      ['those of files', [waiver({ file: '*.py' })], 'pass pass', 2],
      ['those of a file', [waiver({ file: 'a.py' })], 'fail pass', 1],
      ['those of a key', [waiver({ key: 'k' })], 'fail pass', 1],
      ['each', [waiver({ file: 'a.py' }), waiver({ file: 'b.py' })], 'pass pass', 2],
      ['none on the day after the last', [waiver({ expires: '2026-11-29' })], 'fail fail', 0],
      ['none of another file', [waiver({ file: 'c.py' })], 'fail warn', 0],
      ['none of a check that does not exist', [waiver({ check: 'x' })], 'fail fail', 0],
    ])('covers %s', async (_, waivers, statuses, waived) => {
      const { report, success } = await waiving(waivers);
      expect(report.results.map(({ outcome }) => outcome.status).join(' ')).toBe(statuses);
      expect(report.results[0]?.waived).toHaveLength(waived);
      expect(success).toBe(!statuses.includes('fail'));
    });

    it('covers an answer that names no problem', async () => {
      const { success } = await waiving([waiver({ check: 'the-unverified' })], unverified('Hm.'));
      expect(success).toBe(true);
    });

    it('tells what is waived, to people and to machines', async () => {
      const { text, sarif } = await waiving([waiver({ file: 'a.py' })]);
      expect(text).toContain('waived: app/a.py:3 k: Here. Old. (kim, until 2026-11-30)');
      expect(text).toContain('; 1 finding waived');
      expect(sarif.runs[0]?.results?.map(({ suppressions }) => suppressions)).toEqual([
        undefined,
        [{ kind: 'external', status: 'accepted', justification: 'Old. (kim, until 2026-11-30)' }],
      ]);
    });

    it('says where a waiver is that holds no more', async () => {
      const { report } = await waiving([waiver({ expires: '2026-11-29' })]);
      expect(report.results[1]?.outcome).toMatchObject({
        problems: [
          {
            file: 'app/preflight-waivers.yml',
            line: 3,
            message: expect.stringMatching(/expired on 2026-11-29.*kim/) as unknown,
          },
        ],
      });
    });

    it.each<[what: string, task: Partial<Task>, ids: string[]]>([
      ['where Nx keeps nothing', { target: { name: 'preflight', cached: false } }, []],
      ['where Nx would keep it for longer', KEPT, ['inputs']],
      ['where an input changes then', { ...KEPT, projects: FOLLOWING }, []],
    ])('is an answer %s', async (_what, change, ids) => {
      const waivers = [waiver({ expires: '2026-11-30' })];
      write(folder.path, { 'app/preflight-waivers.yml': JSON.stringify({ waivers }) });
      const { report, success } = await run('source', [check(found)], { task: change });
      expect(report.results.map(({ id }) => id)).toEqual(['the-fail', 'waivers', ...ids]);
      expect(success).toBe(ids.length === 0);
    });

    it('does not call unneeded what was not asked', async () => {
      const { report } = await waiving([waiver({ check: 'the-skip' })], skip('There is none.'));
      expect(report.results.at(-1)?.outcome.status).toBe('pass');
    });

    it.each<[what: string, waivers: unknown, problems: object[]]>([
      ['no list', {}, [{ key: 'waivers', line: 2, message: 'It must be array.' }]],
      [
        'what is incomplete or unknown, each with its line',
        [{ check: '', why: 1 }, waiver({ expires: 'soon' })],
        [
          { key: 'waivers.0', line: 3, message: "'reason' is missing." },
          { key: 'waivers.0', line: 3, message: "'owner' is missing." },
          { key: 'waivers.0', line: 3, message: "'expires' is missing." },
          { key: 'waivers.0.why', line: 5, message: 'There is no such setting.' },
          { key: 'waivers.0.check', line: 4, message: 'It is empty.' },
          { key: 'waivers.1.expires', line: 11 },
        ],
      ],
      [
        'a day that does not exist',
        [waiver({ expires: '2026-02-31' })],
        [{ line: 7, message: "There is no day '2026-02-31'." }],
      ],
    ])('refuses %s', async (_, waivers, problems) => {
      await expect(waiving(waivers as object[])).rejects.toMatchObject({
        code: 'WAIVERS_INVALID',
        problems,
      });
    });
  });

  describe('in a job of GitHub', () => {
    it('annotates, and adds to the summary of the job', async () => {
      write(folder.path, { summary: 'before\n' });
      const summary = join(folder.path, 'summary');
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
      const { text } = await run('source', ALL, { env });
      expect(text).toContain('\n::error title=the-fail,file=a.py,line=3::No. Here.%0AMend it.\n');
      expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## flightline/);
    });

    it('says when the summary cannot be written', async () => {
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: folder.path };
      const { success, events } = await run('source', [check(pass())], { env });
      expect(success).toBe(true);
      expect(JSON.stringify(events)).toContain('The summary of the job could not be written');
    });
  });

  describe('with fix', () => {
    const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
    const problem = {
      ...{ file: 'app/b', message: 'Here.' },
      fix: [{ file: 'app/b', range, newText: 'B' }],
    };
    const fixing =
      (found: Outcome) =>
      async (options: More['options'] = {}) => {
        write(folder.path, { 'app/b': 'b\n' });
        const result = await run('source', [check(found)], { options: { fix: true, ...options } });
        return { ...result, after: readFileSync(join(folder.path, 'app/b'), 'utf8') };
      };
    const warned = fixing(warn('Hm.', 'Write B.', [problem]));

    it('makes the edits, and is no success that Nx could keep', async () => {
      const { success, text, after } = await warned();
      expect(after).toBe('B\n');
      expect(text).toContain("Mended 1 problem in 'app/b'.");
      expect(success).toBe(false);
    });

    it('shows the edits in a dry run', async () => {
      const { success, text, after } = await warned({ dryRun: true });
      expect(after).toBe('b\n');
      expect(text).toContain('-b\n+B\n');
      expect(success).toBe(true);
    });

    it('says what it had to leave', async () => {
      const lost = [{ ...problem, fix: [{ file: 'gone', range, newText: '' }] }];
      const { success, text } = await fixing(fail('No.', 'Mend it.', lost))();
      expect(text).toContain("  - left: Here. 'gone' does not exist.");
      expect(success).toBe(false);
    });

    it.each<[what: string, outcome: Outcome, options: More['options'], text: string, ok: boolean]>([
      ['lets a check do what it can', warn('Hm.', 'Look.'), {}, 'Ended it.', false],
      [
        'says which check could',
        warn('Hm.', 'Look.'),
        { dryRun: true },
        "Without --dry-run 'the-warn' does away with what it found.",
        true,
      ],
      [
        'asks none that found nothing',
        pass(),
        {},
        'There is nothing that can be mended here.',
        true,
      ],
    ])('%s', async (_what, outcome, options, told, ok) => {
      const mending = { ...check(outcome), mend: () => Promise.resolve(['Ended it.']) };
      const { success, text } = await run('source', [mending], {
        options: { fix: true, ...options },
      });
      expect(text.endsWith(told)).toBe(true);
      expect(success).toBe(ok);
    });

    it('is as without where there is nothing to mend', async () => {
      const { success, text } = await fixing(pass())();
      expect(text).toContain('There is nothing that can be mended here.');
      expect(success).toBe(true);
    });
  });

  describe('chooses', () => {
    const statuses = async (options: NonNullable<More['options']>) => {
      const { report } = await run('source', [...ALL, check(pass(), 'host')], { options });
      return report.results.map(({ outcome }) => outcome.status).join(' ');
    };
    it.each<[what: string, options: NonNullable<More['options']>, statuses: string]>([
      ['all', {}, 'pass warn fail skip unverified'],
      ['some', { only: ['the-fail', 'the-pass'] }, 'pass fail'],
      ['all but some, and says so', { skip: ['the-fail'] }, 'pass warn skip skip unverified'],
      [
        'what is not switched off',
        { checks: { 'the-warn': { level: 'off' } } },
        'pass skip fail skip unverified',
      ],
      [
        'how much a warning weighs',
        { checks: { 'the-warn': { level: 'fail' } } },
        'pass fail fail skip unverified',
      ],
      [
        'how much a failure weighs',
        { checks: { 'the-fail': { level: 'warn' } } },
        'pass warn warn skip unverified',
      ],
      [
        'how much an open question weighs',
        { checks: { 'the-unverified': { level: 'warn' } } },
        'pass warn fail skip warn',
      ],
    ])('%s', async (_, options, expected) => {
      expect(await statuses(options)).toBe(expected);
    });

    it('and refuses all that makes no sense, at once', async () => {
      const host: Check = { ...check(pass(), 'host'), id: 'the-host' };
      const set: Check = {
        ...check(pass()),
        settings: {
          properties: { depth: { type: 'number', description: 'How deep.', default: 1 } },
        },
      };
      const options = {
        only: ['the-host'],
        skip: ['nobody'],
        checks: { who: {}, 'the-pass': { level: 'loud', depth: 'x', more: 1 } },
      };
      await expect(run('source', [set, host], { options })).rejects.toMatchObject({
        code: 'OPTIONS_INVALID',
        problems: [
          { key: 'checks.who', message: 'There is no such check.' },
          { key: 'checks.the-pass.more', message: 'There is no such setting.' },
          { key: 'checks.the-pass.level', message: "It has to be one of 'fail', 'warn', 'off'." },
          { key: 'checks.the-pass.depth', message: 'It must be number.' },
          { key: 'only', message: "'the-host' belongs to stage 'host'." },
          { key: 'skip', message: "There is no check 'nobody'." },
        ],
      });
    });
  });

  it('hands a check its settings, with defaults', async () => {
    const seen: unknown[] = [];
    const set: Check = {
      ...check(pass()),
      settings: {
        properties: {
          depth: { type: 'number', description: 'How deep.', default: 1 },
          wide: { type: 'boolean', description: 'How wide.' },
        },
      },
      run: ({ settings }) => Promise.resolve(pass(String(seen.push(settings)))),
    };
    await run('source', [set], { options: { checks: { 'the-pass': { wide: true } } } });
    expect(seen).toEqual([{ depth: 1, wide: true }]);
  });

  it('explains a check of any stage, and asks none', async () => {
    const set = {
      ...check(fail('No.', 'Mend it.'), 'host'),
      settings: { properties: { depth: { type: 'number', description: 'How deep.', default: 1 } } },
    };
    const reporter = recordingReporter();
    const task = { ...TASK, workspaceRoot: folder.path, reporter };
    expect(await preflight({ explain: 'the-fail' }, task, { checks: [set] })).toBe(true);
    const [event] = reporter.events;
    expect(plain(event?.type === 'report' ? event.lines : [])).toMatch(
      /^the-fail {2}About fail\n {2}stage: host\n {2}why: {3}It matters\.\n {2}fix: {3}In general\.\n.*\n.*\n {4}depth {2}How deep\. Default: 1$/,
    );
    await expect(preflight({ explain: 'x' }, task, { checks: [set] })).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      hint: 'There are: the-fail.',
    });
  });

  it('asks the checks of its stage only', async () => {
    const { report } = await run('host', [check(fail('No.', 'Mend it.')), check(pass(), 'host')]);
    expect(report.results.map(({ id }) => id)).toEqual(['the-pass']);
  });

  it('says when nothing asks about a stage', async () => {
    const { success, events, text } = await run('artifact', []);
    expect(success).toBe(true);
    expect(events).toContainEqual({
      type: 'notice',
      scope: 'app',
      level: 'warn',
      message: "There is no check for stage 'artifact' yet, so nothing was looked at.",
    });
    expect(text).toBe('0 checks');
  });

  it.each<[stage: Stage, cached: boolean, end: string]>([
    ['source', true, 'success'],
    ['host', false, 'success'],
    ['host', true, 'OPTIONS_INVALID'],
    ['release', true, 'OPTIONS_INVALID'],
  ])('asks stage %s in a target that is cached (%s): %s', async (stage, cached, end) => {
    const checks = [check(pass(), stage)];
    const target = { name: 'preflight', cached };
    const task = { ...TASK, target, workspaceRoot: folder.path, reporter: recordingReporter() };
    const asked = preflight({ stage }, task, { checks }).then(
      (success) => (success ? 'success' : 'failure'),
      (error: unknown) => (error as UserError).code,
    );
    expect(await asked).toBe(end);
  });

  it('takes old answers away, also when it cannot finish', async () => {
    write(folder.path, { 'app/dist/preflight/source/preflight.json': '{}' });
    const broken = { ...check(pass()), run: () => Promise.reject(new TypeError('oops')) };
    await expect(run('source', [broken])).rejects.toThrow('oops');
    expect(() =>
      readFileSync(join(folder.path, 'app/dist/preflight/source/preflight.json')),
    ).toThrow('ENOENT');
  });

  it('asks about the boxes of the release project', async () => {
    write(folder.path, { 'app/vms/runner.sh': '#!/bin/sh\n' });
    const { report } = await run('source');
    const answers = report.results.map(({ id, outcome }) => [id, outcome]);
    expect(answers).toContainEqual(['boxes-valid', { status: 'pass', detail: 'a' }]);
    expect(answers).toContainEqual(['release-files', { status: 'pass', detail: 'vms/runner.sh' }]);
  });
});
