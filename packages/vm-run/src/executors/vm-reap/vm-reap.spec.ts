import type { Task } from '@flightline/core/executor';
import type { FoundLease, Remains } from '@flightline/core/leases';
import { fakeRunner, foundLease, recordingReporter } from '@flightline/core/testing';
import { vmDown } from '../vm-down/vm-down';
import { vmReap } from './vm-reap';

const NOW = new Date('2026-01-02T12:00:00.000Z');

const found = (id: string, lease: Partial<FoundLease['lease']> = {}, state?: FoundLease['state']) =>
  foundLease({ id, ...lease }, state);

/** A task in the box 'one', and leases of which those named `stuck` resist. */
function given(leases: readonly FoundLease[], strays: readonly string[] = []) {
  const reporter = recordingReporter();
  const task: Task = {
    workspaceRoot: '/workspace',
    project: { name: 'one', root: 'boxes/one', tags: [] },
    projects: {},
    target: { name: 'vm-reap', cached: false },
    taskHash: null,
    env: { XDG_CACHE_HOME: '/cache' },
    runner: fakeRunner({}),
    reporter,
    signal: new AbortController().signal,
  };
  const ended: string[] = [];
  const needs = {
    findLeases: (folder: string) => (folder === '/cache/flightline' ? leases : []),
    findStrays: () => strays.map((path) => ({ path, because: 'There is no lease for it.' })),
    endRemains: ({ lease, path }: Remains) => {
      if (path.includes('stuck')) return Promise.resolve('process 7 stays');
      ended.push(lease?.id ?? path);
      return Promise.resolve(undefined);
    },
    now: NOW,
  };
  const messages = () =>
    reporter.events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  const lines = () =>
    reporter.events.flatMap((event) => (event.type === 'report' ? event.lines : []));
  return { task, needs, ended, messages, lines };
}

describe('vmReap', () => {
  it.each<[string, FoundLease[], Parameters<typeof vmReap>[0], boolean, string[]]>([
    ['nothing', [], {}, true, []],
    ['what is gone', [found('a'), found('b', {}, 'gone')], {}, true, ['b']],
    ['nothing in a dry run', [found('b', {}, 'gone')], { dryRun: true }, true, []],
    ['all', [found('a'), found('b', { workspace: '/other' })], { all: true }, true, ['a', 'b']],
    [
      'the others when one resists',
      [found('stuck', {}, 'gone'), found('b', {}, 'gone')],
      {},
      false,
      ['b'],
    ],
  ])('ends %s', async (_, leases, options, answer, expected) => {
    const { task, needs, ended } = given(leases);
    await expect(vmReap(options, task, needs)).resolves.toBe(answer);
    expect(ended).toEqual(expected);
  });

  it('lists what is there, and says of each what became of it', async () => {
    const { task, needs, messages, lines } = given([
      found('a', { takenAt: '2026-01-02T11:59:00.000Z' }),
      found('b', { box: 'two', purpose: 'run', deadline: '2026-01-02T11:30:00.000Z' }, 'gone'),
      found('stuck', { box: 'three' }, 'gone'),
    ]);
    await vmReap({}, task, needs);
    expect(lines()).toEqual(
      [
        'box    purpose  age           state  deadline            fate  why',
        'two    run      1 h 00 min    gone   30 min 00 s ago     end   It is gone.',
        'three  debug    1 h 00 min    gone   in 1 h 00 min       end   It is gone.',
        'one    debug    1 min 00 s    alive  in 1 h 00 min       keep  It is alive.',
      ].map((line) => expect.stringMatching(line.split(/ {2,}/).join(' {2,}')) as string),
    );
    expect(messages()).toEqual([
      "The machine b of 'two' is gone. It is gone.",
      "The machine stuck of 'three' could not be ended: process 7 stays",
    ]);
  });
});

it('vmReap removes what no lease tells of, and says what resists', async () => {
  const strays = ['/cache/machines/m-stuck', '/run/m-a'];
  const dry = given([], strays);
  await expect(vmReap({ dryRun: true }, dry.task, dry.needs)).resolves.toBe(true);
  expect([dry.ended, dry.lines()]).toEqual([
    [],
    [
      'No machine of yours is on this host.',
      "no lease tells of '/cache/machines/m-stuck'",
      "no lease tells of '/run/m-a'",
    ],
  ]);
  const wet = given([], strays);
  await expect(vmReap({}, wet.task, wet.needs)).resolves.toBe(false);
  expect([wet.ended, wet.messages()]).toEqual([
    ['/run/m-a'],
    [
      "'/cache/machines/m-stuck' could not be ended: process 7 stays",
      "'/run/m-a' is gone. There is no lease for it.",
    ],
  ]);
});

describe('vmDown', () => {
  it.each<[string, FoundLease[], boolean, string[], RegExp]>([
    ['the machine of the box', [found('a')], true, ['a'], /machine a of 'one' is gone/],
    ['what is left of one, too', [found('a', {}, 'gone')], true, ['a'], /is gone/],
    ['none, and says so', [], true, [], /No machine of 'one' was up/],
    ['none of another box', [found('a', { box: 'two' })], true, [], /No machine/],
    ['none of another workspace', [found('a', { workspace: '/w' })], true, [], /No machine/],
    ['none of a run', [found('a', { purpose: 'run' })], true, [], /No machine/],
    ['none that resists', [found('stuck')], false, [], /could not be ended: process 7 stays/],
  ])('ends %s', async (_, leases, answer, expected, says) => {
    const { task, needs, ended, messages } = given(leases);
    await expect(vmDown(task, needs)).resolves.toBe(answer);
    expect([ended, messages()]).toEqual([expected, [expect.stringMatching(says)]]);
  });
});
