import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Check, fail } from '@flightline/core/check';
import { EnvironmentError } from '@flightline/core/errors';
import { type FinishedResult, readEvidence } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import type { FoundLease, HeldLease } from '@flightline/core/leases';
import type { BoxDefinition, BoxOptions } from '@flightline/core/model';
import { ownLife } from '@flightline/core/process';
import {
  fakeLease,
  fakeRunner,
  foundLease,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import type { Channel, ExecOptions, GuestResult, PullReport } from '../../channels';
import type { Driver, Machine } from '../../drivers';
import type { DriverContext } from '../../drivers/driver';
import type { Image } from '../../images';
import type { Parts } from '../session/parts';
import { vmRun } from './vm-run';

/** What the guest of a spec does; all that is left out works. */
interface Guest {
  runner?: (options: ExecOptions) => Promise<Partial<GuestResult>>;
  reports?: Partial<PullReport>;
  onPull?: () => void;
  boot?: (context: DriverContext) => Promise<void>;
  /** Settles when the connection stands again, or cannot be made. */
  reconnect?: () => Promise<void>;
  died?: Promise<EnvironmentError>;
  trouble?: readonly string[];
  image?: () => Promise<Image>;
  hostCheck?: Check;
  standing?: readonly FoundLease[];
}

const EXITED: GuestResult = {
  ending: 'exited',
  exitCode: 0,
  stdout: '',
  stderr: '',
  truncated: false,
  durationMs: 1,
};
const IMAGE: Image = {
  uri: 'debian:bookworm',
  disk: '/disk',
  format: 'qcow2',
  digest: 'sha256:abc',
};

/** What is done to a machine that has served. */
const GONE = ['destroy', 'lease cleared', 'lease ended'];

const gone = (because: string) =>
  Promise.resolve(new EnvironmentError('MACHINE_LOST', because, 'Read its console.'));

const lost = () => Promise.resolve({ ending: 'lost', exitCode: undefined } as const);
const never = () => new Promise<never>(() => undefined);

const untilAborted = ({ signal }: ExecOptions) =>
  new Promise<Partial<GuestResult>>((resolve) => {
    const giveUp = () => resolve({ ending: 'aborted', exitCode: undefined });
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener('abort', giveUp);
  });

const leased = temporaryFolder();
afterAll(() => leased.remove());

function scripted(guest: Guest, calls: string[]): Parts {
  const channel: Channel = {
    name: 'scripted',
    exec: async (command, options: ExecOptions = {}) => {
      const program = 'words' in command ? 'script' : command[0];
      const isRunner = program.endsWith('runner.sh');
      calls.push(isRunner ? `runner ${options.env?.['FLIGHTLINE_BOX'] ?? ''}` : program);
      if (program === 'true') await guest.reconnect?.();
      if (program === 'script') return { ...EXITED, stdout: 'os=A guest\nkernel=6.1\nevil=x' };
      return { ...EXITED, ...(isRunner ? await guest.runner?.(options) : {}) };
    },
    push: (_from, to) => Promise.resolve(void calls.push(`push ${to}`)),
    pull: (from, to) => {
      calls.push(`pull ${from}`);
      guest.onPull?.();
      writeFileSync(join(to, 'report.json'), '{}');
      return Promise.resolve({
        found: true,
        complete: true,
        files: 1,
        bytes: 2,
        refused: [],
        ...guest.reports,
      });
    },
    close: () => Promise.resolve(),
  };
  const machine: Machine = {
    accelerator: 'kvm',
    start: 'cold',
    channel,
    guest: {},
    died: guest.died ?? never(),
    trouble: () => guest.trouble ?? [],
    describe: () => ({}),
    entry: { shell: ['ssh', 'guest'], command: ['ssh', '-T', 'guest'] },
    letGo: () => Promise.resolve(void calls.push('let go')),
    destroy: () => Promise.resolve(void calls.push('destroy')),
  };
  const driver: Driver = {
    name: 'qemu',
    probe: () =>
      Promise.resolve({
        usable: true,
        facts: { accelerator: 'kvm', emulated: false, version: '1.0' },
      }),
    boot: async ({ prepare, survey }, context) => {
      await guest.boot?.(context);
      await prepare?.run(channel, context.signal);
      return { ...machine, guest: (await survey?.run(channel, context.signal)) ?? {} };
    },
  };
  return {
    drivers: [driver],
    hostChecks: guest.hostCheck === undefined ? [] : [guest.hostCheck],
    provideImage: () => guest.image?.() ?? Promise.resolve(IMAGE),
    readBudget: () => ({ memory: 4096, cpus: 2, boots: 2 }),
    takeShare: ({ hold }) => hold('share'),
    takeLease: ({ box }, { runner }) =>
      Promise.resolve(fakeLease(leased.path, runner, { calls, box })),
    findLeases: () => guest.standing ?? [],
    findRemains: () => [],
    endRemains: ({ lease }) => Promise.resolve(void calls.push(`end ${lease?.id}`)),
  };
}

describe('the run of a box', () => {
  const folder = temporaryFolder();
  const release = join(folder.path, 'product');
  const evidenceDir = join(release, 'vms/artifacts');
  const options: BoxDefinition = { image: 'debian:bookworm', hostname: 'bookworm', retries: 0 };
  const project = {
    name: 'bookworm',
    root: 'product/vms/boxes/bookworm',
    tags: ['type:box', 'matrix:product'],
    implicitDependencies: ['product'],
  };
  let interruption: AbortController;
  let task: Task;
  let calls: string[];

  beforeEach(() => {
    mkdirSync(join(release, 'dist/artifact'), { recursive: true });
    mkdirSync(join(release, 'vms'), { recursive: true });
    writeFileSync(join(release, 'dist/artifact/product'), 'bytes');
    writeFileSync(join(release, 'vms/runner.sh'), '#!/bin/sh\n');
    interruption = new AbortController();
    calls = [];
    task = {
      workspaceRoot: folder.path,
      project,
      projects: {
        bookworm: { ...project, targets: {} },
        product: { root: 'product', tags: [], targets: {} },
      },
      target: { name: 'vm-run', cached: true },
      taskHash: '123',
      env: {},
      runner: fakeRunner({}),
      reporter: recordingReporter(),
      signal: interruption.signal,
    };
  });
  afterAll(() => folder.remove());

  const run = (guest: Guest, definition: BoxDefinition = options) =>
    vmRun(definition, task, scripted(guest, calls));
  const finished = () => {
    const evidence = readEvidence(evidenceDir, 'bookworm', 'bookworm');
    return evidence.state === 'finished' || evidence.state === 'aborted' ? evidence : undefined;
  };

  it('passes: everything in its order, and all evidence in its place', async () => {
    await expect(
      run({
        runner: (exec) => {
          exec.onLine?.('\u001b[32mall good\u001b[0m', 'stdout');
          return Promise.resolve({});
        },
      }),
    ).resolves.toBe(true);
    expect(calls).toEqual([
      'lease answers for the evidence',
      'install',
      'script',
      'push /mnt',
      'runner bookworm',
      'pull /mnt/reports',
      'destroy',
      'lease cleared',
      'lease ended',
    ]);
    const { result, paths } = finished() ?? {};
    expect(result).toMatchObject({
      verdict: 'passed',
      because: '',
      taskHash: '123',
      runnerExitCode: 0,
      guest: { os: 'A guest', kernel: '6.1' },
      digests: { image: 'sha256:abc', artifact: expect.stringMatching(/^sha256:/) as string },
    });
    expect(result?.phases.map(({ phase }) => phase)).toEqual([
      'host',
      'admit',
      'image',
      'machine',
      'push',
      'run',
      'collect',
      'destroy',
    ]);
    expect(readFileSync(paths?.log ?? '', 'utf8')).toBe('all good\n');
    expect(existsSync(join(paths?.reports ?? '', 'report.json'))).toBe(true);
    expect(readFileSync(paths?.junit ?? '', 'utf8')).toContain('tests="8" failures="0" errors="0"');
    expect(readFileSync(paths?.events ?? '', 'utf8')).toContain('"verdict":"passed"');
    expect(existsSync(join(evidenceDir, '.staging', 'bookworm'))).toBe(false);
  });

  it('passes though the connection to its guest drops, and says that it did', async () => {
    const runner = (exec: ExecOptions) => {
      if (exec.detached === true) exec.onDropped?.();
      return Promise.resolve({});
    };
    await expect(run({ runner })).resolves.toBe(true);
    expect(readFileSync(finished()?.paths.events ?? '', 'utf8')).toMatch(
      /"level":"warn"[^\n]*has dropped\. The runner goes on/,
    );
  });

  it.each<[string, Guest, object, string[]]>([
    [
      'a runner that says no',
      { runner: () => Promise.resolve({ exitCode: 3 }) },
      { verdict: 'failed', runnerExitCode: 3, because: 'The runner ended with exit code 3.' },
      ['pull /mnt/reports', ...GONE],
    ],
    [
      "a runner that the guest's kernel ended",
      { runner: () => Promise.resolve({ exitCode: 137 }), trouble: ['b', 'a'] },
      {
        verdict: 'failed',
        because: 'The runner ended with exit code 137; before that, b; before that, a.',
      },
      ['pull /mnt/reports', ...GONE],
    ],
    [
      'a lost connection',
      { runner: lost },
      { verdict: 'infra', runnerExitCode: null },
      ['true', 'pull /mnt/reports', ...GONE],
    ],
    [
      'a machine that drops its connection and then dies',
      { runner: lost, reconnect: never, died: gone('The guest switched itself off.') },
      { verdict: 'infra', because: 'The guest switched itself off.' },
      GONE,
    ],
    [
      'a machine that dies',
      { runner: untilAborted, died: gone('QEMU ended with signal 9.') },
      { verdict: 'infra', because: 'QEMU ended with signal 9.' },
      GONE,
    ],
    [
      'a machine that does not come up',
      { boot: () => Promise.reject(new EnvironmentError('BOOT_FAILED', 'Kernel panic.', '')) },
      { verdict: 'infra', because: 'Kernel panic.' },
      ['lease cleared', 'lease ended'],
    ],
    [
      'a damaged image',
      {
        image: () =>
          Promise.reject(new EnvironmentError('IMAGE_DAMAGED', 'It changed on disk.', '')),
      },
      { verdict: 'image' },
      ['lease ended'],
    ],
    [
      'reports that came home in part',
      { reports: { complete: false, because: 'Too many files.' } },
      { verdict: 'infra', because: "'/mnt/reports' came home in part: Too many files." },
      GONE,
    ],
    [
      'a host that is not fit',
      {
        hostCheck: {
          id: 'x',
          stage: 'host',
          title: 'x',
          why: 'x',
          fix: 'x',
          run: () => Promise.resolve(fail('Too little memory.', 'Buy some.')),
        },
      },
      { verdict: 'infra', because: 'Too little memory.' },
      ['lease ended'],
    ],
  ])('tells %s, and still cleans up', async (_name, guest, expected, lastCalls) => {
    await expect(run(guest)).resolves.toBe(false);
    expect(finished()?.result).toMatchObject(expected);
    expect(calls.slice(calls.length - lastCalls.length)).toEqual(lastCalls);
  });

  it('ends a runner at its time limit and collects what it left', async () => {
    const timeouts = { run: 0.05 };
    await expect(run({ runner: untilAborted }, { ...options, timeouts })).resolves.toBe(false);
    expect(finished()?.result.verdict).toBe('timeout');
    expect(calls.slice(-4)).toEqual(['pull /mnt/reports', ...GONE]);
  });

  const times = <T>(...turns: (() => Promise<T>)[]) => {
    let turn = 0;
    return () => (turns[turn++] ?? (() => Promise.reject(new Error('asked once more'))))();
  };
  const panics = () => Promise.reject(new EnvironmentError('BOOT_FAILED', 'Kernel panic.', ''));
  const comesUp = () => Promise.resolve();
  const ends = (exitCode: number) => () => Promise.resolve({ exitCode });
  const isLost = () => Promise.resolve<Partial<GuestResult>>({ ending: 'lost' });
  it.each<[string, Guest, number, object]>([
    [
      'a machine that comes up the second time',
      { boot: times(panics, comesUp) },
      1,
      { verdict: 'passed', attempts: 2 },
    ],
    [
      'a connection that holds the third time',
      { runner: times(isLost, isLost, ends(0)) },
      2,
      { verdict: 'passed', attempts: 3 },
    ],
    [
      'a machine that never comes up, as often as it may',
      { boot: times(panics, panics, panics) },
      2,
      { verdict: 'infra', attempts: 3, because: 'Kernel panic.' },
    ],
    [
      'a runner that says no, once',
      { runner: times(ends(3), ends(0)) },
      2,
      { verdict: 'failed', attempts: 1 },
    ],
    [
      'a runner that said yes before the reports broke, once',
      { runner: times(ends(0), ends(0)), reports: { complete: false, because: 'Cut.' } },
      2,
      { verdict: 'infra', attempts: 1 },
    ],
    [
      'a host that is not fit, once',
      { image: times(panics) },
      2,
      { verdict: 'infra', attempts: 1 },
    ],
  ])('tries %s', async (_name, guest, retries, expected) => {
    await run(guest, { ...options, retries });
    const { result, paths } = finished() ?? {};
    expect(result).toMatchObject(expected);
    const filed = (result?.attempts ?? 1) - 1;
    const attempts = existsSync(paths?.attempts ?? '') ? readdirSync(paths?.attempts ?? '') : [];
    expect(attempts).toHaveLength(filed);
    for (const attempt of attempts) {
      const own = join(paths?.attempts ?? '', attempt, 'results/bookworm/result.json');
      expect(JSON.parse(readFileSync(own, 'utf8'))).toMatchObject({
        verdict: 'infra',
        attempts: Number(attempt),
      });
    }
    expect(calls.filter((call) => call === 'lease ended')).toHaveLength(1);
  });

  const loses = (line: string) => (options: ExecOptions) => {
    options.onLine?.(line, 'stdout');
    return isLost();
  };
  const OOM = 'Out of memory: Killed process 812 (app) total-vm:1kB';
  const UNKNOWN_HOST = "fatal: unable to access 'x': Could not resolve host: example.org";
  it.each<[string, string, number, number, string[]]>([
    [
      'what comes again on any machine',
      OOM,
      2,
      1,
      [expect.stringMatching(/^It is not tried again\. .* \(out-of-memory\)\.$/) as string],
    ],
    ['what may be another the next time', UNKNOWN_HOST, 1, 2, []],
    ['what no rule knows', 'a line like any other', 1, 2, []],
  ])('asks the rules whether to try again: %s', async (_, line, retries, attempts, told) => {
    const reporter = recordingReporter();
    task = { ...task, reporter };
    await run({ runner: loses(line) }, { ...options, retries });
    expect(finished()?.result).toMatchObject({ verdict: 'infra', attempts });
    const notices = reporter.events.flatMap((event) =>
      event.type === 'notice' && event.level === 'info' ? [event.message] : [],
    );
    expect(notices).toEqual(told);
  });

  it("keeps the secrets of the runner's environment out of the console", async () => {
    const said: (string | undefined)[] = [];
    const boot = ({ redaction }: DriverContext) =>
      Promise.resolve(void said.push(redaction?.text('with abc-123 in it')));
    await run({ boot }, { ...options, runnerEnv: { LICENSE_TOKEN: 'abc-123' } });
    expect(said).toEqual(['with [redacted LICENSE_TOKEN] in it']);
  });

  it('tells of each attempt when it began', async () => {
    const isLostLater = async () => {
      const now = Date.now();
      while (Date.now() === now) await nextTurn();
      return isLost();
    };
    await run({ runner: times(isLostLater, isLostLater, ends(0)) }, { ...options, retries: 2 });
    const { result, paths } = finished() ?? {};
    const [first, second] = ['1', '2'].map((attempt) => {
      const own = join(paths?.attempts ?? '', attempt, 'results/bookworm/result.json');
      return (JSON.parse(readFileSync(own, 'utf8')) as FinishedResult).startedAt;
    });
    expect(first).toBe(result?.startedAt);
    expect(Date.parse(second ?? '')).toBeGreaterThan(Date.parse(first ?? ''));
  });

  it.each<[string, Guest, BoxOptions['keep'], string[]]>([
    ['failed', { runner: ends(1) }, 'on-failure', ['lease left', 'let go']],
    ['failed, and nobody asked', { runner: ends(1) }, 'never', GONE],
    ['passed', {}, 'on-failure', GONE],
    [
      'failed, and was interrupted while its reports came home',
      { runner: ends(1), onPull: () => interruption.abort('SIGINT') },
      'on-failure',
      GONE,
    ],
    [
      'ended because it died',
      { runner: untilAborted, died: gone('QEMU is gone.') },
      'on-failure',
      GONE,
    ],
  ])('keeps a machine whose run %s as it was asked to', async (_name, guest, keep, last) => {
    await run(guest, { ...options, keep });
    expect(calls.slice(-last.length)).toEqual(last);
  });

  it('ends a machine of the box that an earlier run left, and none else, before it leaves one', async () => {
    const reporter = recordingReporter();
    task = { ...task, reporter };
    const own = { box: 'bookworm', workspace: folder.path };
    const standing = [
      foundLease({ ...own, id: 'm-other-box', box: 'trixie' }),
      foundLease({ ...own, id: 'm-other-workspace', workspace: '/elsewhere' }),
      foundLease({ ...own, id: 'm-being-brought-up', owner: ownLife() }),
      foundLease({ ...own, id: 'm-elsewhere' }, 'elsewhere'),
      foundLease({ ...own, id: 'm-earlier' }),
    ];
    await run({ runner: ends(1), standing }, { ...options, keep: 'on-failure' });
    expect(calls.slice(-3)).toEqual(['end m-earlier', 'lease left', 'let go']);
    expect(calls.filter((call) => call.startsWith('end '))).toHaveLength(1);
    expect(reporter.events).toContainEqual(
      expect.objectContaining({
        type: 'notice',
        message:
          "The machine m-earlier of 'bookworm' is gone. A newer one of the box takes its place.",
      }),
    );
    calls = [];
    await run({ standing }, { ...options, keep: 'on-failure' });
    expect(calls).not.toContain('end m-earlier');
  });

  it.each<[string, Partial<HeldLease>, Guest, object]>([
    [
      'a machine that cannot stay',
      { leave: () => Promise.reject(new Error('No space left.')) },
      { runner: ends(1) },
      { verdict: 'failed', runnerExitCode: 1 },
    ],
    [
      'remains that resist',
      { clear: () => Promise.reject(new Error('Something is mounted.')) },
      { boot: panics },
      { verdict: 'infra', because: 'Kernel panic.' },
    ],
    [
      'a keeper that is lost, without which no second machine would start',
      { isKept: () => false },
      { boot: panics },
      { verdict: 'infra', attempts: 1 },
    ],
  ])('keeps its verdict beside %s', async (_name, broken, guest, expected) => {
    const parts = scripted(guest, calls);
    const takeLease: Parts['takeLease'] = async (wanted, ground) => ({
      ...(await parts.takeLease(wanted, ground)),
      ...broken,
    });
    await vmRun({ ...options, keep: 'on-failure', retries: 1 }, task, {
      ...parts,
      takeLease,
    });
    expect(finished()?.result).toMatchObject(expected);
    expect(calls.at(-1)).toBe('lease ended');
  });

  it('keeps its verdict when its log cannot be looked into', async () => {
    const guest: Guest = {
      runner: () => {
        const evidence = readEvidence(evidenceDir, 'bookworm', 'bookworm');
        const { log } = (evidence as { paths: { log: string } }).paths;
        rmSync(log);
        mkdirSync(log);
        return Promise.resolve({ exitCode: 3 });
      },
    };
    await run(guest);
    expect(finished()?.result).toMatchObject({ verdict: 'failed', runnerExitCode: 3 });
  });

  it('says how to get into a machine that it keeps, and how to run the runner again', async () => {
    const reporter = recordingReporter();
    task = { ...task, reporter };
    await run({ runner: ends(1) }, { ...options, keep: 'on-failure', runnerArgs: ['a b'] });
    const lines = reporter.events.flatMap((event) => (event.type === 'report' ? event.lines : []));
    expect(lines).toEqual([
      expect.stringMatching(/^'bookworm' is up until \d\d:\d\d \(in 60 min\)/),
      'enter       nx run bookworm:vm-ssh',
      'or          ssh guest',
      'destroy     nx run bookworm:vm-down',
      expect.stringContaining("nx run bookworm:vm-ssh --command 'env FLIGHTLINE_BOX=bookworm"),
    ]);
  });

  it('leaves a will in each phase, for whoever finishes the evidence of a killed run', async () => {
    let will: unknown;
    const guest: Guest = {
      runner: () => {
        const evidence = readEvidence(evidenceDir, 'bookworm', 'bookworm');
        const { staging } = (evidence as { result: { staging: string } }).result;
        will = JSON.parse(readFileSync(join(evidenceDir, staging, 'will.json'), 'utf8'));
        return Promise.resolve({});
      },
    };
    await run(guest);
    expect(will).toMatchObject({
      ...{ state: 'aborted', verdict: 'aborted', runnerExitCode: null },
      because: "The run was killed in phase 'run'.",
      phases: ['host', 'admit', 'image', 'machine', 'push'].map((phase) => ({ phase })),
    });
  });

  it('destroys the machine and writes aborted evidence when interrupted', async () => {
    const guest: Guest = {
      runner: (exec) => {
        interruption.abort('SIGTERM');
        return untilAborted(exec);
      },
    };
    await expect(run(guest)).resolves.toBe(false);
    expect(finished()).toMatchObject({
      state: 'aborted',
      result: { verdict: 'aborted', because: 'The run was interrupted by SIGTERM.' },
    });
    expect(calls).toContain('destroy');
  });

  it('names all that is wrong with a box at once, and takes its old evidence back', async () => {
    await run({});
    const definition = {
      ...options,
      memory: 0,
      driver: 'vmware',
      image: 'ftp:disk',
      runner: 'vms/none.sh',
    };
    const refusal = await run({}, definition).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'BOX_INVALID' });
    expect((refusal as EnvironmentError).problems.map(({ key }) => key).sort()).toEqual([
      'driver',
      'image',
      'memory',
      'runner',
    ]);
    expect(readEvidence(evidenceDir, 'bookworm', 'bookworm').state).toBe('not run');
  });

  it('refuses a runner that is a link', async () => {
    symlinkSync('runner.sh', join(release, 'vms/link.sh'));
    const refusal = run({}, { ...options, runner: 'vms/link.sh' });
    await expect(refusal).rejects.toMatchObject({ problems: [{ key: 'runner' }] });
  });

  it('refuses a box that Nx does not know to depend on the product', async () => {
    const unlinked = { root: project.root, tags: project.tags, targets: {} };
    task = { ...task, projects: { ...task.projects, bookworm: unlinked } };
    await expect(run({})).rejects.toMatchObject({ problems: [{ key: 'implicitDependencies' }] });
  });

  it('refuses a second run of the box while one goes on', async () => {
    const second: { error?: unknown } = {};
    const guest: Guest = {
      runner: async () => {
        second.error = await run({}).catch((error: unknown) => error);
        return {};
      },
    };
    await expect(run(guest)).resolves.toBe(true);
    expect(second.error).toMatchObject({ code: 'BOX_BUSY' });
  });

  it('refuses a host name another box has', async () => {
    const other = {
      root: 'product/vms/boxes/b',
      tags: project.tags,
      implicitDependencies: ['product'],
      targets: { 'vm-run': { options: { image: 'debian:trixie', hostname: 'bookworm' } } },
    };
    task = { ...task, projects: { ...task.projects, b: other } };
    await expect(run({})).rejects.toMatchObject({ problems: [{ key: 'hostname' }] });
  });
});
