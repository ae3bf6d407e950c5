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
import type { Task } from '@flightline/core/executor';
import { fakeRunner, recordingReporter, temporaryFolder } from '@flightline/core/testing';
import { write } from '../../testing/release-tree';
import { preflight } from './preflight';
import type { PreflightReport } from './report';

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

describe('preflight', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  const run = async (stage: Stage, checks?: readonly Check[]) => {
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
      env: {},
      runner: fakeRunner({}),
      reporter,
      signal: new AbortController().signal,
    };
    const success = await preflight({ stage }, task, checks);
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
