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
import type { Log } from 'sarif';
import type { Task } from '@flightline/core/executor';
import { fakeRunner, recordingReporter, temporaryFolder } from '@flightline/core/testing';
import { write } from '../../testing/release-tree';
import { preflight } from './preflight';
import type { PreflightReport } from './report';
import type { PreflightExecutorSchema } from './schema';

const check = (outcome: Outcome, stage: Stage = 'source'): Check => ({
  id: `the-${outcome.status}`,
  stage,
  title: `About ${outcome.status}`,
  why: 'It matters.',
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
}

describe('preflight', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  const run = async (stage: Stage, checks?: readonly Check[], more: More = {}) => {
    const reporter = recordingReporter();
    const task: Task = {
      workspaceRoot: folder.path,
      project: { name: 'app', root: 'app', tags: [] },
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
      env: more.env ?? {},
      runner: fakeRunner({}),
      reporter,
      signal: new AbortController().signal,
    };
    const success = await preflight({ stage, ...more.options }, task, checks);
    const lines = reporter.events.flatMap((event) => (event.type === 'report' ? event.lines : []));
    const read = (name: string) =>
      readFileSync(join(folder.path, 'app/dist/preflight', stage, name), 'utf8');
    const report = JSON.parse(read('preflight.json')) as PreflightReport;
    return {
      success,
      events: reporter.events,
      text: plain(lines),
      report,
      junit: read('junit.xml'),
      sarif: JSON.parse(read('preflight.sarif')) as Log,
    };
  };
  const plain = (lines: readonly string[]) => lines.join('\n').replace(/\u001b\[\d+m/g, '');

  it.each<[Outcome, boolean]>([
    [pass(), true],
    [warn('w', 'f'), true],
    [skip('s'), true],
    [unverified('u'), true],
    [fail('b', 'f'), false],
  ])('%j → %s', async (outcome, success) => {
    expect((await run('source', [check(pass()), check(outcome)])).success).toBe(success);
  });

  it('prints a line for each check, what to do, and how many', async () => {
    expect((await run('source', ALL)).text).toBe(
      [
        '  ✓ the-pass           About pass',
        '      all good',
        '  ! the-warn           About warn',
        '      Hm.',
        '      fix: Look.',
        '  ✗ the-fail           About fail',
        '      No.',
        '        - a.py:3: Here.',
        '      fix: Mend it.',
        '  - the-skip           About skip',
        '      skipped: There is none.',
        '  ? the-unverified     About unverified',
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
    expect(junit).toContain('tests="5" failures="1" errors="0" skipped="1"');
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
      ['the-warn', 'warning', 'Hm.\nLook.'],
      ['the-unverified', 'warning', 'Unverified: Who knows.'],
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

    it('is as without where there is nothing to mend', async () => {
      const { success, text } = await fixing(pass())();
      expect(text).toContain('There is nothing that can be mended here.');
      expect(success).toBe(true);
    });
  });

  it('asks the checks of its stage only', async () => {
    const { report } = await run('host', [check(fail('No.', 'Mend it.')), check(pass(), 'host')]);
    expect(report.results.map(({ id }) => id)).toEqual(['the-pass']);
  });

  it.each<Stage>(['artifact', 'release'])(
    'says that nothing asks about stage %s yet',
    async (stage) => {
      const { success, events, text } = await run(stage);
      expect(success).toBe(true);
      expect(events).toContainEqual({
        type: 'notice',
        scope: 'app',
        level: 'warn',
        message: `There is no check for stage '${stage}' yet, so nothing was looked at.`,
      });
      expect(text).toBe('0 checks');
    },
  );

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
    expect(report.results.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['version-alignment', { status: 'skip', because: "There is no 'app/pyproject.toml'." }],
      ['boxes-valid', { status: 'pass', detail: 'a' }],
      ['release-files', { status: 'pass', detail: 'vms/runner.sh' }],
    ]);
  });
});
