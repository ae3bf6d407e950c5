import type { Task } from '@flightline/core/executor';
import type { FoundLease } from '@flightline/core/leases';
import { type Script, fakeRunner, foundLease, recordingReporter } from '@flightline/core/testing';
import type { VmSshExecutorSchema } from './schema';
import { vmSsh } from './vm-ssh';

const ENTRY = {
  shell: ['ssh', '-t', 'guest'],
  command: ['ssh', '-T', 'guest', '--'],
} as const satisfies FoundLease['lease']['entry'];

const found = (lease: Partial<FoundLease['lease']> = {}, state?: FoundLease['state']) =>
  foundLease({ entry: ENTRY, ...lease }, state);

const entryTo = (guest: string): FoundLease['lease']['entry'] => ({
  shell: ['ssh', '-t', guest],
  command: ['ssh', '-T', guest, '--'],
});

const never = new AbortController().signal;

/** Runs the executor's program and tells what it did. */
async function execute(
  script: Script,
  { command, leases = [found()], terminals = {}, signal = never }: Partial<Case> = {},
) {
  const runner = fakeRunner(script);
  const reporter = recordingReporter();
  const task: Task = {
    workspaceRoot: '/workspace',
    project: { name: 'one', root: 'boxes/one', tags: [] },
    projects: {},
    target: { name: 'vm-ssh', cached: false },
    taskHash: null,
    env: { XDG_CACHE_HOME: '/cache' },
    runner,
    reporter,
    signal,
  };
  const options: VmSshExecutorSchema = command === undefined ? {} : { command };
  const answer = vmSsh(options, task, {
    findLeases: (folder) => (folder === '/cache/flightline' ? leases : []),
    terminals: terminals ?? undefined,
  });
  return { answer: await answer, calls: runner.calls, events: reporter.events };
}

interface Case {
  command: string;
  leases: FoundLease[];
  /** null: there is none. */
  terminals: { own?: string; outer?: string } | null;
  signal: AbortSignal;
}

describe('vmSsh', () => {
  it.each<[string, Partial<Case>, string]>([
    ['a shell', {}, 'ssh -t guest'],
    ['a line, as one word', { command: 'exit "7" | cat' }, 'ssh -T guest -- exit "7" | cat'],
    ['a line without a terminal', { command: 'true', terminals: null }, 'ssh -T guest -- true'],
    [
      'the newest of several machines',
      {
        leases: [
          found({ takenAt: '2026-01-01T00:00:00.000Z', entry: entryTo('old') }),
          found({ takenAt: '2026-01-03T00:00:00.000Z', entry: entryTo('new') }),
          found({ takenAt: '2026-01-02T00:00:00.000Z', entry: entryTo('middle') }),
        ],
      },
      'ssh -t new',
    ],
  ])('runs %s and is silent', async (_, given, expected) => {
    const { answer, calls, events } = await execute({ 'ssh *': {} }, given);
    expect([answer, calls, events]).toEqual([true, [expected], []]);
  });

  it('hands the streams over', async () => {
    let stdio: unknown;
    const effect = (_: unknown, options: object) => {
      stdio = 'stdio' in options && options.stdio;
    };
    await execute({ 'ssh -t guest': { effect } });
    expect(stdio).toBe('inherit');
  });

  it.each<[string, FoundLease[]]>([
    ['nothing is there', []],
    ['it is of another box', [found({ box: 'two' })]],
    ['it is of another workspace', [found({ workspace: '/elsewhere' })]],
    ['it is gone', [found({}, 'gone')]],
    ['nobody was left a way in', [found({ entry: null })]],
  ])('finds no machine when %s', async (_, leases) => {
    await expect(execute({}, { leases })).rejects.toMatchObject({
      code: 'MACHINE_DOWN',
      hint: expect.stringContaining('nx run one:vm-up') as string,
    });
  });

  it('tells how to get a shell where it has no terminal', async () => {
    const entry = { ...ENTRY, shell: ['ssh', '-i', "/it's here/key", 'guest'] } as const;
    const given = { terminals: null, leases: [found({ entry })] };
    await expect(execute({}, given)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      hint: expect.stringContaining(String.raw`ssh -i '/it'\''s here/key' guest`) as string,
    });
  });

  it.each([
    [0, true],
    [130, true],
  ])('a shell that is left with %i is success', async (exitCode, answer) => {
    await expect(execute({ 'ssh -t guest': { exitCode } })).resolves.toMatchObject({ answer });
  });

  it.each<[string, Script[string], string]>([
    ['is refused', { exitCode: 255 }, 'CHANNEL_FAILED'],
    ['is killed', { ending: 'signalled', signal: 'SIGKILL' }, 'CHANNEL_FAILED'],
    ['has no program', { ending: 'missing' }, 'TOOL_MISSING'],
  ])('a shell that %s is an error', async (_, answer, code) => {
    await expect(execute({ 'ssh -t guest': answer })).rejects.toMatchObject({ code });
  });

  it('says what a line ended with, and what to type for its own code', async () => {
    const { answer, events } = await execute({ 'ssh *': { exitCode: 7 } }, { command: 'exit 7' });
    expect(answer).toBe(false);
    expect(events).toEqual([
      {
        type: 'report',
        scope: 'one',
        lines: [
          'one  the command ended with exit code 7',
          expect.stringContaining("ssh -T guest -- 'exit 7'") as string,
        ],
        data: { exitCode: 7, signal: undefined, argv: ['ssh', '-T', 'guest', '--', 'exit 7'] },
      },
    ]);
  });

  it.each([[{}], [{ command: 'sleep 60' }]])('interrupted with %j, it says so', async (given) => {
    const interruption = new AbortController();
    const effect = () => interruption.abort('SIGINT');
    const { answer, events } = await execute(
      { 'ssh *': { ending: 'signalled', signal: 'SIGINT', effect } },
      { ...given, signal: interruption.signal },
    );
    expect(answer).toBe(false);
    expect(events).toMatchObject([
      { type: 'notice', message: 'Interrupted; the machine stays up.' },
    ]);
  });

  it('keeps the size of the terminal in step while the shell is open', async () => {
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    const { calls } = await execute(
      {
        'ssh -t guest': { effect: () => left },
        'stty -F /dev/pts/1 size': { stdout: '30 100' },
        'stty -F /dev/pts/0 size': { stdout: '30 100', effect: () => leave() },
      },
      { terminals: { own: '/dev/pts/1', outer: '/dev/pts/0' } },
    );
    expect(new Set(calls)).toEqual(
      new Set(['ssh -t guest', 'stty -F /dev/pts/1 size', 'stty -F /dev/pts/0 size']),
    );
  });
});
