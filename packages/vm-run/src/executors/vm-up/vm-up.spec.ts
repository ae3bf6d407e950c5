import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@flightline/core/errors';
import type { FlightlineEvent } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import type { FoundLease } from '@flightline/core/leases';
import {
  fakeLease,
  fakeRunner,
  foundLease,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import type { Channel, GuestResult } from '../../channels';
import type { Driver, Machine } from '../../drivers';
import type { Parts } from '../session/parts';
import { vmUp } from './vm-up';

/** What happens on the way up; all that is left out works. */
interface Way {
  standing?: FoundLease[];
  boot?: () => Promise<void>;
  push?: () => Promise<void>;
  died?: Promise<EnvironmentError>;
}

const EXITED: GuestResult = {
  ...{ ending: 'exited', exitCode: 0, stdout: '', stderr: '', truncated: false, durationMs: 1 },
};

describe('vmUp', () => {
  const home = temporaryFolder();
  afterAll(home.remove);
  const project = {
    name: 'one',
    root: 'product/vms/boxes/one',
    tags: ['type:box', 'matrix:product'],
    implicitDependencies: ['product'],
  };
  let interruption: AbortController;

  beforeAll(() => {
    mkdirSync(join(home.path, 'product/dist/artifact'), { recursive: true });
    mkdirSync(join(home.path, 'product/vms'), { recursive: true });
    writeFileSync(join(home.path, 'product/dist/artifact/product'), 'bytes');
    writeFileSync(join(home.path, 'product/vms/runner.sh'), '#!/bin/sh\n');
  });
  beforeEach(() => (interruption = new AbortController()));

  function given(way: Way) {
    const calls: string[] = [];
    const reporter = recordingReporter();
    const options = { image: 'debian:bookworm', hostname: 'one', driver: 'scripted' };
    const task: Task = {
      workspaceRoot: home.path,
      project,
      projects: {
        one: { ...project, targets: { 'vm-run': { options } } },
        product: { root: 'product', tags: [], targets: {} },
      },
      target: { name: 'vm-up', cached: false },
      taskHash: null,
      env: { XDG_CACHE_HOME: home.path },
      runner: fakeRunner({}),
      reporter,
      signal: interruption.signal,
    };
    const channel: Channel = {
      name: 'scripted',
      exec: () => Promise.resolve(EXITED),
      push: async (_from, to) => {
        await way.push?.();
        calls.push(`push ${to}`);
      },
      pull: () => Promise.reject(new Error('Nothing is collected.')),
      close: () => Promise.resolve(),
    };
    const machine: Machine = {
      accelerator: 'kvm',
      start: 'cold',
      channel,
      guest: {},
      died: way.died ?? new Promise<never>(() => undefined),
      trouble: () => [],
      describe: () => ({}),
      entry: { shell: ['ssh', 'guest'], command: ['ssh', '-T', 'guest'] },
      letGo: () => Promise.resolve(void calls.push('let go')),
      destroy: () => Promise.resolve(void calls.push('destroy')),
    };
    const facts = { accelerator: 'kvm', emulated: false, version: '1.0' };
    const driver: Driver = {
      name: 'scripted',
      probe: () => Promise.resolve({ usable: true, facts }),
      boot: async () => {
        await way.boot?.();
        return machine;
      },
    };
    const parts: Parts = {
      drivers: [driver],
      hostChecks: [],
      provideImage: ({ uri }) =>
        Promise.resolve({ uri, disk: '/disk', format: 'qcow2', digest: 'sha256:abc' }),
      readBudget: () => ({ memory: 4096, cpus: 2, boots: 2 }),
      takeShare: ({ hold }) => hold('share'),
      takeLease: (_wanted, { runner }) =>
        Promise.resolve(fakeLease(home.path, runner, { calls, box: 'one' })),
      findLeases: () => way.standing ?? [],
      findRemains: () => [],
      endRemains: ({ lease }) => Promise.resolve(void calls.push(`end ${lease?.id}`)),
    };
    return { calls, events: reporter.events, up: () => vmUp({ for: 30 }, task, parts) };
  }

  /** What a person is told but for the progress. */
  const told = (events: readonly FlightlineEvent[]) =>
    events.flatMap((event) =>
      event.type === 'notice'
        ? [event.message]
        : event.type === 'report' || event.type === 'error'
          ? event.lines
          : [],
    );
  const own = (change: object) => foundLease({ workspace: home.path, ...change });

  it.each<[string, Way, boolean, string[], RegExp]>([
    [
      'brings one up with the release in it',
      {},
      true,
      ['push /mnt', 'lease left', 'let go'],
      /^'one' is up until \d\d:\d\d \(in 30 min\)/,
    ],
    ['says where one is up', { standing: [own({})] }, true, [], /^'one' is up until/],
    [
      'takes none of another workspace for its own',
      { standing: [foundLease()] },
      true,
      ['push /mnt', 'lease left', 'let go'],
      /^'one' is up until/,
    ],
    [
      'tells an error with its way out',
      { boot: () => Promise.reject(new EnvironmentError('BOOT_FAILED', 'It hung.', 'Look.')) },
      false,
      ['lease cleared', 'lease ended'],
      /It hung\./,
    ],
    [
      'tells what is not known, too',
      { boot: () => Promise.reject(new TypeError('x is no function')) },
      false,
      ['lease cleared', 'lease ended'],
      /x is no function/,
    ],
    [
      'tells that the machine died',
      {
        push: () => new Promise(() => undefined),
        died: Promise.resolve(new EnvironmentError('MACHINE_LOST', 'QEMU is gone.', '')),
      },
      false,
      ['destroy', 'lease cleared', 'lease ended'],
      /^error MACHINE_LOST +QEMU is gone\.$/,
    ],
    [
      'tells that it was interrupted',
      {
        push: () => {
          interruption.abort('SIGINT');
          return new Promise(() => undefined);
        },
      },
      false,
      ['destroy', 'lease cleared', 'lease ended'],
      /^No machine is up\. The run was interrupted by SIGINT\.$/,
    ],
  ])('%s', async (_name, way, answer, expected, says) => {
    const { calls, events, up } = given(way);
    await expect(up()).resolves.toBe(answer);
    expect(calls).toEqual(expected);
    expect(told(events)).toContainEqual(expect.stringMatching(says));
  });
});
