import type { Share } from '@flightline/core/admission';
import { EnvironmentError } from '@flightline/core/errors';
import { completeBox } from '@flightline/core/model';
import {
  fakeLease,
  fakeRunner,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import { admitMachine, inBootPlace, inLine } from './admit';
import { deadlineOf, limitsFrom } from './limits';
import type { Parts } from './parts';
import { Phases } from './phases';
import type { Session } from './session';

const home = temporaryFolder();
afterAll(home.remove);

const options = completeBox({ driver: 'qemu', memory: 512, cpus: 2, timeouts: { total: 100 } });

/** A session whose host lets it go after it has told it to wait for what is in `told`. */
function given(told: readonly string[] = [], facts?: { emulated: boolean }, error?: Error) {
  const calls: string[] = [];
  const reporter = recordingReporter();
  const signal = new AbortController().signal;
  const takeShare: Parts['takeShare'] = async ({ box, share, hold }, { onWait }) => {
    calls.push(`${box} takes ${JSON.stringify(share)}`);
    for (const why of told) await onWait(why);
    if (error !== undefined) throw error;
    // Not the name of a socket that a host would show.
    return hold(`\0spec-${process.pid}`);
  };
  const lease = {
    ...fakeLease(home.path, fakeRunner({})),
    hold: (name: string) => Promise.resolve(void calls.push(`hold ${name.slice(1, 5)}`)),
    renew: (deadline: Date) => {
      const full = deadlineOf(options).getTime() - deadline.getTime() < 60_000;
      return Promise.resolve(void calls.push(full ? 'renew' : 'renew too short'));
    },
  };
  const session = {
    plan: { box: { name: 'one', root: 'one', options } },
    parts: { takeShare, readBudget: (): Share => ({ memory: 1, cpus: 1, boots: 1 }) },
    task: { env: { XDG_CACHE_HOME: home.path } },
    ...{ reporter, lease, facts, phases: new Phases('one', reporter, signal) },
  } as unknown as Session;
  return { calls, reporter, session };
}

describe('admitMachine', () => {
  it('has the keeper hold what the machine may take, as a phase of its own', async () => {
    const { calls, reporter, session } = given(["taken by 'a'"]);
    await expect(admitMachine(session)).resolves.toBe(true);
    expect(calls).toEqual([
      'one takes {"memory":640,"cpus":2,"boots":0}',
      'renew',
      'hold spec',
      'renew',
    ]);
    expect(reporter.events).toMatchObject([
      { type: 'phase-started', phase: 'admit' },
      { type: 'progress', phase: 'admit', detail: "taken by 'a'" },
      { type: 'phase-ended', phase: 'admit', ok: true, detail: '640 MiB and 2 cores' },
    ]);
  });

  it('ends the run with what keeps it from going', async () => {
    const error = new EnvironmentError('BOX_TOO_LARGE', 'Too large.', 'Make it smaller.');
    const { session } = given([], undefined, error);
    await expect(admitMachine(session)).resolves.toBe(false);
    expect(session.phases.failure).toMatchObject({ phase: 'admit', verdict: 'infra', error });
  });
});

describe('inBootPlace', () => {
  it.each([
    [
      'takes a core where no hardware helps',
      { emulated: true },
      ['one takes {"memory":0,"cpus":0,"boots":1}', 'renew', 'boot'],
    ],
    ['waits for nothing where it does', { emulated: false }, ['boot']],
  ])('%s', async (_, facts, expected) => {
    const { calls, session } = given([], facts);
    const boot = () => Promise.resolve(calls.push('boot'));
    await expect(inBootPlace(session, boot)).resolves.toBe(expected.length);
    expect(calls).toEqual(expected);
  });

  it('boots nothing when it cannot have one', async () => {
    const error = new Error('no sockets');
    const { calls, session } = given([], { emulated: true }, error);
    const boot = () => Promise.resolve(calls.push('boot'));
    await expect(inBootPlace(session, boot)).rejects.toThrow('no sockets');
    expect(calls).not.toContain('boot');
  });
});

describe('inLine', () => {
  it('is a phase of its own within the one that waits', async () => {
    const { calls, session } = given();
    const wait = () => inLine(session, 'its template', () => Promise.resolve(7));
    await expect(session.phases.run('machine', wait)).resolves.toBe(7);
    expect(calls).toEqual(['renew']);
    expect(session.phases.results).toMatchObject([
      { phase: 'admit', detail: 'its template' },
      { phase: 'machine' },
    ]);
  });

  it('raises what the wait raises', async () => {
    const { session } = given();
    await expect(inLine(session, 'it', () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(session.phases.failure?.phase).toBe('admit');
  });
});

it('no limit counts the time of waiting', () => {
  let waited = 7000;
  const limits = limitsFrom(undefined, { ...options.timeouts, total: 100, run: 100 }, () => waited);
  const before = limits('run').timeout;
  waited += 3_600_000;
  expect(before).toBeLessThanOrEqual(100_000);
  expect(before).toBeGreaterThan(50_000);
  expect(limits('run').timeout).toBe(100_000);
});
