// budget: 2 min, beside others
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PendingEvidence } from '@flightline/core/evidence';
import {
  type FoundLease,
  type Lease,
  type Remains,
  endRemains,
  findLeases,
  findRemains,
} from '@flightline/core/leases';
import {
  type Argv,
  type ProcessHandle,
  type Runner,
  createRunner,
  lifeOf,
  succeeded,
  whereabouts,
} from '@flightline/core/process';
import { passedResult, temporaryFolder } from '@flightline/core/testing';
import { describeWith } from './tools';
import { until } from './until';

const REPOSITORY = join(__dirname, '../..');

/** Takes a lease, starts `sleep` in it, says so, and waits for a word on stdin: `end` or `leave <ms>`. */
const OWNER = `
const { takeLease } = require('./packages/core/src/leases');
const { createRunner } = require('./packages/core/src/process');
(async () => {
  const { cacheDir, ms, evidence, argv } = JSON.parse(process.argv[1]);
  const held = await takeLease(
    { box: 'a', purpose: 'run', workspace: '/w', deadline: new Date(Date.now() + ms), evidence },
    { runner: await createRunner(), cacheDir, env: process.env },
  );
  await held.start(argv);
  console.log(held.folder);
  process.stdin.once('data', async (word) => {
    const [order, time] = String(word).trim().split(' ');
    if (order === 'end') await held.end();
    else await held.leave(new Date(Date.now() + Number(time)), { shell: ['sh'], command: ['sh'] });
    process.stdin.destroy();
  });
})();
`;

interface Wish {
  ms?: number;
  evidence?: PendingEvidence;
  argv?: string[];
  /** What the owner is started by. */
  as?: readonly string[];
  /** Where its caches and sockets are. */
  place?: string;
  /** Where programs are found. */
  path?: string;
}

interface Held {
  owner: ProcessHandle;
  folder: string;
  lease: Lease;
}

const HOUR = 3_600_000;
/** A user id that nobody has. */
const NOBODY = 54_321;

/** Writes until the disk takes no byte more. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const size of [4096, 1]) writeUntilFull(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(file, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

describeWith('the keeper', [{ command: 'setpriv', package: 'util-linux' }], () => {
  const home = temporaryFolder();
  const cacheDir = join(home.path, 'cache');
  const runtimeDir = join(home.path, 'flightline');
  const owners: ProcessHandle[] = [];
  let runner: Runner;

  beforeAll(async () => {
    runner = await createRunner();
  });
  afterEach(async () => {
    for (const owner of owners.splice(0)) await owner.stop();
    await until(() => machines().length === 0 || reapAll().then(() => machines().length === 0));
  });
  afterAll(() => home.remove());

  const machines = () =>
    existsSync(cacheDir) ? readdirSync(join(cacheDir, 'machines')) : ([] as string[]);
  /** What was to be ended, and what resisted. */
  async function reapAll(): Promise<(Remains & { error: string | undefined })[]> {
    const reaped = [];
    for (const remains of findRemains(cacheDir, runtimeDir))
      reaped.push({ ...remains, error: await endRemains(remains) });
    return reaped;
  }
  const found = (): FoundLease[] => findLeases(cacheDir);

  async function take({
    ms = HOUR,
    evidence,
    argv = ['sleep', '600'],
    as = [],
    place = home.path,
    path,
  }: Wish = {}): Promise<Held> {
    const wish = JSON.stringify({ cacheDir: join(place, 'cache'), ms, evidence, argv });
    const node = [process.execPath, '-r', '@swc-node/register', '-e', OWNER, wish];
    const owner = runner.start([...as, ...node] as unknown as Argv, {
      cwd: REPOSITORY,
      env: { XDG_RUNTIME_DIR: place, ...(path === undefined ? {} : { PATH: path }) },
    });
    owners.push(owner);
    let said = '';
    owner.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    if (owner.stdout === undefined) throw new Error('The owner has no stdout.');
    for await (const folder of createInterface({ input: owner.stdout })) {
      const lease = JSON.parse(readFileSync(join(folder, 'lease.json'), 'utf8')) as Lease;
      return { owner, folder, lease };
    }
    throw new Error(said);
  }

  /** What still is of a lease. */
  const rest = ({ folder, lease }: Held) => ({
    keeper: lease.keeper !== null && whereabouts(lease.keeper) === 'alive',
    machine: lease.machine !== null && whereabouts(lease.machine) === 'alive',
    folder: existsSync(folder),
    runtime: existsSync(lease.runtime),
  });
  const ALL = { keeper: true, machine: true, folder: true, runtime: true };
  const NOTHING = { keeper: false, machine: false, folder: false, runtime: false };
  const untilNothing = (held: Held) =>
    until(() => !Object.values(rest(held)).some(Boolean)).catch(() => undefined);
  const kill = (life: Lease['keeper'], signal: NodeJS.Signals) => {
    if (life === null) throw new Error('There is no such process.');
    process.kill(life.pid, signal);
  };

  it('is outside of the tree and the session of the owner', async () => {
    const { lease, owner } = await take();
    const stat = readFileSync(`/proc/${lease.keeper?.pid}/stat`, 'utf8').split(' ');
    expect([stat[3], stat[5]]).toEqual(['1', String(lease.keeper?.pid)]);
    expect(lease.owner?.pid).toBe(owner.pid);
  });

  it.each<[string, { ms?: number }, (held: Held) => unknown]>([
    ['its owner is killed', {}, ({ owner }) => owner.kill('SIGKILL')],
    ['it is told to', {}, ({ owner }) => owner.stdin?.write('end\n')],
    ['the deadline passes', { ms: 3000 }, () => undefined],
    ['it gets TERM', {}, ({ lease }) => kill(lease.keeper, 'SIGTERM')],
    [
      'the deadline passes after its owner left',
      {},
      ({ owner }) => owner.stdin?.write('leave 1500\n'),
    ],
  ])(
    'ends all when %s',
    async (_name, wish, act) => {
      const held = await take(wish);
      expect(rest(held)).toEqual(ALL);
      act(held);
      await untilNothing(held);
      expect(rest(held)).toEqual(NOTHING);
    },
    60_000,
  );

  it('keeps the machine when its owner leaves, and ends all when that machine ends', async () => {
    const held = await take();
    held.owner.stdin?.write(`leave ${HOUR}\n`);
    expect(succeeded(await held.owner.exited)).toBe(true);
    await expect(reapAll()).resolves.toEqual([]);
    expect(rest(held)).toEqual(ALL);
    expect(found()).toMatchObject([
      { state: 'alive', lease: { owner: null, purpose: 'debug', entry: { shell: ['sh'] } } },
    ]);
    kill(held.lease.machine, 'SIGTERM');
    await untilNothing(held);
    expect(rest(held)).toEqual(NOTHING);
  }, 60_000);

  it('takes the machine with it when it is killed; the rest goes with the next reap', async () => {
    const [held, other] = [await take(), await take()];
    held.owner.stdin?.write(`leave ${HOUR}\n`);
    await held.owner.exited;
    kill(held.lease.keeper, 'SIGKILL');
    await until(() => !rest(held).machine);
    expect(rest(held)).toEqual({ ...NOTHING, folder: true, runtime: true });
    // Two at once, as two runs that start at the same time do.
    const reaped = await Promise.all([reapAll(), reapAll()]);
    expect(reaped.flat().map(({ error }) => error)).toEqual([undefined, undefined]);
    expect([rest(held), rest(other)]).toEqual([NOTHING, ALL]);
  }, 60_000);

  it('is ended by a reap when it hangs, and its owner is gone', async () => {
    const held = await take();
    kill(held.lease.keeper, 'SIGSTOP');
    held.owner.kill('SIGKILL');
    await held.owner.exited;
    await until(() => found()[0]?.state === 'gone');
    await expect(reapAll()).resolves.toMatchObject([{ lease: { id: held.lease.id } }]);
    expect(rest(held)).toEqual(NOTHING);
  }, 60_000);

  it('gives TERM first and KILL to what does not heed it', async () => {
    const held = await take({ argv: ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'] });
    held.owner.kill('SIGKILL');
    await untilNothing(held);
    expect(rest(held)).toEqual(NOTHING);
  }, 60_000);

  describe('with evidence', () => {
    /** Evidence of the box `a`, whose result.json says what is given. */
    function pending(name: string, result: object, will?: object): PendingEvidence {
      const dir = join(home.path, name);
      const staging = join(dir, '.staging/run-1');
      const results = join(dir, 'results/a');
      mkdirSync(join(staging, 'reports'), { recursive: true });
      mkdirSync(results, { recursive: true });
      writeFileSync(join(staging, 'log'), 'said so far');
      writeFileSync(join(staging, 'reports/r.xml'), '<r/>');
      if (will !== undefined) writeFileSync(join(staging, 'will.json'), JSON.stringify(will));
      writeFileSync(join(results, 'result.json'), JSON.stringify(result));
      return {
        result: join(results, 'result.json'),
        staging,
        will: join(staging, 'will.json'),
        moves: [
          [join(staging, 'log'), join(dir, 'logs/a_run.log')],
          [join(staging, 'reports'), join(dir, 'reports/a')],
          [join(staging, 'junit.xml'), join(results, 'junit.xml')],
        ],
      };
    }
    const RUNNING = { schemaVersion: 1, state: 'running', box: 'a', staging: '.staging/run-1' };
    const WILL = passedResult({ state: 'aborted', verdict: 'aborted', durationMs: 0 });
    const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as object;

    it.each([
      ['running', RUNNING, WILL, { state: 'aborted', verdict: 'aborted' }, ['log', 'reports']],
      ['finished', passedResult(), WILL, passedResult(), []],
      ['running without a will', RUNNING, undefined, RUNNING, []],
    ] as const)(
      'that is %s',
      async (name, result, will, expected, moved) => {
        const evidence = pending(name, result, will);
        const held = await take({ evidence });
        held.owner.kill('SIGKILL');
        await untilNothing(held);
        expect(rest(held)).toEqual(NOTHING);
        expect(json(evidence.result)).toMatchObject(expected);
        const [log, reports] = evidence.moves.map(([, to]) => to);
        expect([log, join(reports ?? '', 'r.xml')].map((path) => existsSync(path ?? ''))).toEqual(
          moved.length > 0 ? [true, true] : [false, false],
        );
        expect(existsSync(evidence.staging)).toBe(will === undefined);
      },
      60_000,
    );

    it('is left to an owner that lives when the keeper gets TERM', async () => {
      const evidence = pending('left', RUNNING, WILL);
      const held = await take({ evidence });
      kill(held.lease.keeper, 'SIGTERM');
      await untilNothing(held);
      expect(rest(held)).toEqual(NOTHING);
      expect(json(evidence.result)).toEqual(RUNNING);
      expect(existsSync(evidence.staging)).toBe(true);
    }, 60_000);
  });

  // A mount needs the rights of root over the host.
  (process.getuid?.() === 0 ? it : it.skip)(
    'does not enter what is mounted in the folder of the machine (needs root)',
    async () => {
      const held = await take();
      const outside = join(home.path, 'outside');
      const inside = join(held.folder, 'deep/inside');
      for (const folder of [outside, inside]) mkdirSync(folder, { recursive: true });
      writeFileSync(join(outside, 'precious'), '');
      await runner.run(['mount', '--bind', outside, inside]);
      held.owner.kill('SIGKILL');
      await until(() => !rest(held).keeper);
      const [reaped] = await reapAll();
      await runner.run(['umount', inside]);
      expect(reaped?.error).toContain(inside);
      expect(existsSync(join(outside, 'precious'))).toBe(true);
      await expect(reapAll()).resolves.toMatchObject([{ lease: { id: held.lease.id } }]);
      expect(rest(held)).toEqual(NOTHING);
    },
    60_000,
  );

  (process.getuid?.() === 0 ? it : it.skip)(
    'removes what stands on an overlay, whose files have another device than its folders (needs root)',
    async () => {
      const script = `
        mount -t tmpfs -o mode=700 tmpfs "$1" && cd "$1" && mkdir lower upper over
        mount -t tmpfs tmpfs lower && mount -t tmpfs tmpfs upper && mkdir upper/layer upper/work
        mount -t overlay -o lowerdir=lower,upperdir=upper/layer,workdir=upper/work,xino=off overlay over
        mkdir -p over/machine/folder && : >over/machine/folder/file
        "$2" -e 'require(process.argv[1]).removeFolder(process.argv[2])' "$3" "$1/over/machine"
        ls over`;
      const folder = join(home.path, 'layers');
      mkdirSync(folder);
      const bin = join(REPOSITORY, 'packages/core/bin/end-lease.js');
      const words = ['sh', '-ec', script, 'sh', folder, process.execPath, bin] as const;
      const result = await runner.run(['unshare', '--mount', ...words]);
      expect([result.stdout, result.stderr]).toEqual(['', '']);
    },
    60_000,
  );

  describe('without setpriv', () => {
    const path = join(home.path, 'bin');
    beforeAll(() => {
      mkdirSync(path);
      for (const name of readdirSync('/usr/bin').filter((one) => one !== 'setpriv'))
        symlinkSync(join('/usr/bin', name), join(path, name));
    });

    it('ends all when its owner is killed', async () => {
      const held = await take({ path });
      held.owner.kill('SIGKILL');
      await untilNothing(held);
      expect(rest(held)).toEqual(NOTHING);
    }, 60_000);

    it('leaves a machine to the next reap when it is killed', async () => {
      const held = await take({ path });
      kill(held.lease.keeper, 'SIGKILL');
      await until(() => !rest(held).keeper);
      await held.owner.stop();
      expect(rest(held)).toMatchObject({ machine: true, folder: true });
      expect(await reapAll()).toMatchObject([{ error: undefined }]);
      expect(rest(held)).toEqual(NOTHING);
    }, 60_000);
  });

  /** As a user without rights or a name, who sees the repository where everybody may look. */
  const asNobody = (place: string) => [
    ...[
      'unshare',
      '--mount',
      'sh',
      '-ec',
      'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"',
    ],
    ...['sh', REPOSITORY, join(place, 'repository')],
    ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
  ];

  (process.getuid?.() === 0 ? it : it.skip).each<[string, (held: Held) => unknown]>([
    ['its owner is killed', ({ owner }) => owner.kill('SIGKILL')],
    ['the deadline passes after its owner left', ({ owner }) => owner.stdin?.write('leave 1500\n')],
  ])(
    'ends all of an ordinary user when %s (needs root to become one)',
    async (_name, act) => {
      const place = mkdtempSync(join(tmpdir(), 'fl-'));
      chmodSync(place, 0o755);
      mkdirSync(join(place, 'repository'));
      chownSync(place, NOBODY, NOBODY);
      const held = await take({ place, as: asNobody(place) });
      expect(statSync(`/proc/${held.lease.keeper?.pid}`).uid).toBe(NOBODY);
      expect(rest(held)).toEqual(ALL);
      act(held);
      await untilNothing(held);
      expect(rest(held)).toEqual(NOTHING);
      await held.owner.stop();
      rmSync(place, { recursive: true });
    },
    60_000,
  );

  (process.getuid?.() === 0 ? it : it.skip).each<[string, (held: Held) => unknown]>([
    ['its owner is killed', ({ owner }) => owner.kill('SIGKILL')],
    ['it gets TERM', ({ lease }) => kill(lease.keeper, 'SIGTERM')],
    ['its machine ends after its owner left', ({ lease }) => kill(lease.machine, 'SIGTERM')],
  ])(
    'ends all on a full disk when %s (needs root to have a small one)',
    async (name, act) => {
      const place = join(home.path, 'small');
      mkdirSync(join(place, 'cache'), { recursive: true });
      const mounted = ['mount', '-t', 'tmpfs', '-o', 'size=256k,mode=700', 'tmpfs', place] as const;
      expect((await runner.run(mounted)).stderr).toBe('');
      try {
        const held = await take({ place });
        if (name.endsWith('owner left')) {
          held.owner.stdin?.write(`leave ${HOUR}\n`);
          await held.owner.exited;
        }
        fill(join(held.folder, 'overlay'));
        act(held);
        await untilNothing(held);
        expect(rest(held)).toEqual(NOTHING);
        await held.owner.stop();
      } finally {
        await runner.run(['umount', place]);
      }
    },
    60_000,
  );

  it('signals no other process that has got the number of the machine', async () => {
    const held = await take();
    const file = join(held.folder, 'lease.json');
    kill(held.lease.keeper, 'SIGKILL');
    held.owner.kill('SIGKILL');
    await until(() => !rest(held).machine);
    const bystander = runner.start(['sleep', '600']);
    const machine = { ...lifeOf(bystander.pid ?? 0), startedAt: '1' };
    writeFileSync(file, JSON.stringify({ ...held.lease, machine }));
    await expect(reapAll()).resolves.toMatchObject([{ lease: { id: held.lease.id } }]);
    expect(lifeOf(bystander.pid ?? 0)).not.toBeNull();
    await bystander.stop();
  }, 60_000);
});
