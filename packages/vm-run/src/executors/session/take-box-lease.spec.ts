import type { Task } from '@flightline/core/executor';
import type { FoundLease, Lease } from '@flightline/core/leases';
import {
  fakeLease,
  fakeRunner,
  foundLease,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import type { Parts } from './parts';
import { takeBoxLease } from './take-box-lease';

const OWNER = { pid: 7, startedAt: '1', bootId: null, pidNamespace: null, host: null };

describe('takeBoxLease', () => {
  const home = temporaryFolder();
  afterAll(home.remove);

  /** Takes a lease to run the box 'one' of '/workspace', where others stand; it is written down after a while. */
  function taker(standing: FoundLease[]) {
    const task: Task = {
      workspaceRoot: '/workspace',
      project: { name: 'one', root: 'boxes/one', tags: [] },
      projects: {},
      target: { name: 'vm-run', cached: true },
      taskHash: null,
      env: { XDG_CACHE_HOME: home.path },
      runner: fakeRunner({}),
      reporter: recordingReporter(),
      signal: new AbortController().signal,
    };
    const takeLease: Parts['takeLease'] = async ({ box, purpose, workspace }) => {
      await new Promise(setImmediate);
      standing.push(foundLease({ box, purpose, workspace, owner: OWNER }));
      return fakeLease(home.path, task.runner);
    };
    const parts = { takeLease, findLeases: () => standing };
    return () => takeBoxLease('one', 'run', new Date(0), task, parts);
  }

  it.each<[string, Partial<Lease>, FoundLease['state']]>([
    ['ran and is gone', { owner: OWNER }, 'gone'],
    ['runs in another container', { owner: OWNER }, 'elsewhere'],
    ['is up', { purpose: 'debug' }, 'alive'],
    ['runs another box', { box: 'two' }, 'alive'],
    ['runs the box of another workspace', { workspace: '/other' }, 'alive'],
  ])('takes one beside a machine that %s', async (_name, change, state) => {
    const standing = [foundLease({ purpose: 'run', ...change }, state)];
    await expect(taker(standing)()).resolves.toMatchObject({ id: 'm-spec' });
  });

  it('refuses a second machine, and says who has the first', async () => {
    await expect(taker([foundLease({ purpose: 'run', owner: OWNER })])()).rejects.toMatchObject({
      code: 'BOX_BUSY',
      message: "Box 'one' is running already, in process 7.",
    });
  });

  it('gives it to one of those that ask at once', async () => {
    const standing: FoundLease[] = [];
    const take = taker(standing);
    const answers = await Promise.allSettled([take(), take(), take()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(standing).toHaveLength(1);
  });
});
