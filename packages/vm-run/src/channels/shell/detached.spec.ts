import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessHandle, createRunner } from '@flightline/core/process';
import { temporaryFolder } from '@flightline/core/testing';
import type { ExecOptions } from '../channel';
import { shellChannel } from './shell-channel';

const LIMIT_MS = 240_000;

const leftFolders = () => readdirSync('/dev/shm').filter((name) => name.startsWith('flightline-'));

/** A guest that is this host; `drop` ends what carries lines just now, as a connection that dies does. */
async function guest(env?: Readonly<Record<string, string>>) {
  const runner = await createRunner();
  const carried = new Set<ProcessHandle>();
  let isGone = false;
  const channel = shellChannel({
    ...{ name: 'here', runner, user: 'tester', commandsAtOnce: 8 },
    way: {
      mayDrop: true,
      carry: (code) => {
        const words = isGone ? ['false'] : ['/usr/bin/setsid', '-w', '/bin/sh', '-c', code];
        const handle = runner.start(words as [string], env === undefined ? {} : { env });
        carried.add(handle);
        void handle.exited.then(() => carried.delete(handle));
        return handle;
      },
      close: () => Promise.resolve(),
    },
  });
  const drop = (forGood = false) => {
    isGone = forGood;
    for (const handle of carried) {
      handle.stdin?.destroy();
      handle.kill('SIGKILL');
    }
  };
  return { channel, drop };
}

describe('a detached command', () => {
  const before = leftFolders();
  // Of the one that was lost.
  afterAll(() => {
    for (const name of leftFolders().filter((one) => !before.includes(one)))
      rmSync(join('/dev/shm', name), { recursive: true, force: true });
  });

  const run = async (
    script: string,
    {
      dropAt = [],
      forGood = false,
      dropped = () => undefined,
      ...options
    }: ExecOptions & {
      dropAt?: readonly string[];
      forGood?: boolean;
      dropped?: () => void;
    } = {},
  ) => {
    const { channel, drop } = await guest();
    const lines: string[] = [];
    let drops = 0;
    const result = await channel.exec(['/bin/sh', '-c', script], {
      ...{ detached: true, timeout: LIMIT_MS },
      onDropped: () => (drops += 1),
      onLine: (line, stream) => {
        lines.push(`${stream} ${line}`);
        if (!dropAt.includes(line)) return;
        drop(forGood);
        dropped();
      },
      ...options,
    });
    return { ...result, lines, drops };
  };

  it(
    'keeps its streams apart, and its exit code',
    async () => {
      const result = await run('echo out; echo err >&2; exit 7');
      expect(result).toMatchObject({ ending: 'exited', exitCode: 7, drops: 0 });
      expect(result.lines.sort()).toEqual(['stderr err', 'stdout out']);
    },
    LIMIT_MS,
  );

  it(
    'is heard from the byte on that was heard last, as often as the connection drops',
    async () => {
      const script =
        'for n in 1 2 3 4 5 6; do echo "out $n"; echo "err $n" >&2; sleep 0.2; done; printf end; exit 3';
      const result = await run(script, { dropAt: ['out 2', 'err 4'] });
      const numbers = ['1', '2', '3', '4', '5', '6'];
      expect(result).toMatchObject({
        ...{ ending: 'exited', exitCode: 3, drops: 2 },
        stdout: [...numbers.map((n) => `out ${n}`), 'end'].join('\n'),
        stderr: numbers.map((n) => `err ${n}`).join('\n'),
      });
    },
    LIMIT_MS,
  );

  it(
    'may end while nobody hears it',
    async () => {
      const folder = temporaryFolder();
      const file = join(folder.path, 'dropped');
      const result = await run(`echo drop; until [ -e '${file}' ]; do sleep 0.01; done; exit 4`, {
        dropAt: ['drop'],
        dropped: () => writeFileSync(file, ''),
      });
      folder.remove();
      expect(result).toMatchObject({ exitCode: 4, stdout: 'drop', drops: 1 });
    },
    LIMIT_MS,
  );

  it(
    'says more than its guest keeps, a drop in between',
    async () => {
      const count = 1_500_000;
      const result = await run(`seq 1 ${count}`, { dropAt: ['700000'], maxCapture: 8 });
      expect(result).toMatchObject({ exitCode: 0, stdout: String(count) });
      expect(result.lines).toHaveLength(count);
      expect(result.lines[700_000]).toBe('stdout 700001');
    },
    LIMIT_MS,
  );

  it(
    'is lost when the connection does not come back',
    async () => {
      const result = await run('echo drop; sleep 3', { dropAt: ['drop'], forGood: true });
      expect(result).toMatchObject({ ending: 'lost', exitCode: undefined, stdout: 'drop' });
    },
    LIMIT_MS,
  );

  it(
    'ends at its time limit',
    async () => {
      const result = await run('echo up; sleep 4321 & sleep 4321', { timeout: 10_000 });
      expect(result).toMatchObject({ ending: 'timeout', exitCode: undefined, stdout: 'up' });
    },
    LIMIT_MS,
  );

  it(
    'is carried as ever in a guest that has no setsid',
    async () => {
      const { channel } = await guest({ PATH: '/nonexistent' });
      const result = await channel.exec(['/bin/sh', '-c', 'echo out; exit 5'], { detached: true });
      expect(result).toMatchObject({ ending: 'exited', exitCode: 5, stdout: 'out' });
    },
    LIMIT_MS,
  );

  it(
    'leaves nothing in its guest',
    async () => {
      const there = leftFolders();
      await run('echo out');
      expect(leftFolders()).toEqual(there);
    },
    LIMIT_MS,
  );
});
