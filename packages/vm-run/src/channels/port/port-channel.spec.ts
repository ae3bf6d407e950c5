// The agent has two more streams than a runner gives.
// eslint-disable-next-line no-restricted-imports
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type Server, createServer } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createRunner } from '@flightline/core/process';
import { temporaryFolder } from '@flightline/core/testing';
import type { Argv } from '@flightline/core/process';
import type { Channel } from '../channel';
import { COMMAND_LINE, PORT_LINES, SHELL_LINE } from './agent';
import { openPortChannel } from './port-channel';

const sh = (script: string, ...words: string[]): Argv => ['sh', '-c', script, 'sh', ...words];
const MIB = 1024 * 1024;

/** The agent on this host: what a port is to a guest, a socket pair is to its shells. */
class Guest {
  private readonly servers: Server[] = [];
  private readonly shells: ChildProcess[] = [];
  private readonly ends: (() => void)[] = [];

  static async start(folder: string) {
    const guest = new Guest();
    const sockets = PORT_LINES.map((kind, line) => ({
      kind,
      talk: join(folder, `${line}.talk`),
      out: join(folder, `${line}.out`),
    }));
    for (const { kind, talk, out } of sockets) {
      const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
      const shell = spawn('/bin/sh', ['-c', kind === 'shell' ? SHELL_LINE : COMMAND_LINE], {
        stdio: [...stdio],
        detached: true,
      });
      guest.shells.push(shell);
      await guest.serve(talk, shell.stdio[3] as Duplex);
      await guest.serve(out, shell.stdio[4] as Duplex);
    }
    return { guest, sockets };
  }

  private async serve(path: string, port: Duplex): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      port.on('error', () => undefined);
      socket.pipe(port).pipe(socket);
      this.ends.push(() => socket.destroy());
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
  }

  stop(): void {
    for (const shell of this.shells) {
      shell.kill('SIGKILL');
      for (const stream of shell.stdio) stream?.destroy();
    }
    for (const server of this.servers) server.close();
    for (const end of this.ends) end();
  }
}

// Its shells are real, and a busy host takes its time with them.
jest.setTimeout(120_000);

describe('the port channel', () => {
  const folder = temporaryFolder('fl-port-');
  let guest: Guest;
  let channel: Channel;
  beforeAll(async () => {
    const started = await Guest.start(folder.path);
    guest = started.guest;
    const runner = await createRunner();
    channel = await openPortChannel(runner, 'tester', started.sockets, () =>
      Promise.resolve({
        carry: (code) => runner.start(['setsid', '/bin/sh', '-c', `export SECOND=way; ${code}`]),
        close: () => Promise.resolve(),
      }),
    );
  });
  afterAll(async () => {
    guest.stop();
    await channel.close();
    folder.remove();
  });

  it.each<[name: string, script: string, expected: object]>([
    ['keeps stdout and stderr apart', 'echo out; echo err >&2', { stdout: 'out', stderr: 'err' }],
    ['tells the exit code', 'exit 255', { ending: 'exited', exitCode: 255 }],
    ['tells the signal', 'kill -KILL $$', { exitCode: 137 }],
    ['gives no input when there is none', 'cat', { stdout: '', exitCode: 0 }],
    ['knows what is no end mark', String.raw`printf '\036%s end 0\n' 0123`, { exitCode: 0 }],
    ['survives closed streams', 'exec >&- 2>&-; exit 3', { ending: 'exited', exitCode: 3 }],
    ['survives a command that closes what it has', 'exec 3>&- 4>&- 5>&-; echo x', { stdout: 'x' }],
    [
      'hides its ports',
      'for n in 3 4 5; do (: >&$n) 2>/dev/null && echo $n; done; :',
      { stdout: '' },
    ],
    ['does not wait for the background', 'sleep 5 & echo started', { stdout: 'started' }],
    ['leaves a command its signals', 'kill -INT $$; echo deaf', { exitCode: 130, stdout: '' }],
  ])('%s', async (_name, script, expected) => {
    expect(await channel.exec(sh(script))).toMatchObject(expected);
  });

  it('has a line of its own for root, whose commands are as many as there are', async () => {
    const options = { asRoot: true, env: { WORD: 'x' } };
    const results = await Promise.all(
      [1, 2].map((n) => channel.exec(sh('echo $WORD$1; exit $1', String(n)), options)),
    );
    expect(results).toMatchObject([
      { stdout: 'x1', exitCode: 1 },
      { stdout: 'x2', exitCode: 2 },
    ]);
  });

  it('takes words, variables, and bytes of any kind', async () => {
    const odd = `it's "odd" $HOME \\ ü\n*\n`;
    const options = { env: { ODD: odd }, stdin: odd };
    const { stdout } = await channel.exec(sh('printf "%s|%s|" "$1" "$ODD"; cat', odd), options);
    expect(`${stdout}\n`).toBe([odd, odd, odd].join('|'));
    const bytes = randomBytes(3 * MIB);
    const back = await channel.exec(sh('cksum'), { stdin: bytes });
    const again = await channel.exec(sh('cat | cksum'), { stdin: bytes });
    expect(back.stdout).toBe(again.stdout);
    expect(back.stdout).toMatch(new RegExp(` ${3 * MIB}$`));
  });

  it('is fit for the next command whatever the last one did with its input', async () => {
    const stdin = randomBytes(2 * MIB);
    for (const script of ['true', 'head -c 10 >/dev/null', 'exec <&-; exit 0']) {
      expect((await channel.exec(sh(script), { stdin })).ending).toBe('exited');
      const answers = await Promise.all([1, 2, 3, 4].map((n) => channel.exec(['echo', String(n)])));
      expect(answers.map(({ stdout }) => stdout)).toEqual(['1', '2', '3', '4']);
    }
  });

  it('ends what has run out of time or is unwanted, and what holds its output', async () => {
    const script = 'echo before; setsid sleep 5 & sleep 4321';
    const late = await channel.exec(sh(script), { timeout: 300 });
    expect(late).toMatchObject({ ending: 'timeout', stdout: 'before' });
    const signal = AbortSignal.timeout(300);
    expect((await channel.exec(['sleep', '4321'], { signal })).ending).toBe('aborted');
    expect((await channel.exec(['echo', 'next'])).stdout).toBe('next');
  });

  it('runs more commands at once than it has lines', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    const results = await Promise.all(
      numbers.map((n) => channel.exec(sh('sleep 0.0$1; echo $1', n))),
    );
    expect(results.map(({ stdout }) => stdout)).toEqual(numbers);
  });

  it('goes another way when it falls silent, and not back', async () => {
    const waiting = channel.exec(['sleep', '20']);
    await channel.exec(['true']);
    guest.stop();
    expect((await waiting).ending).toBe('lost');
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await channel.exec(sh('echo $SECOND'))).toMatchObject({ stdout: 'way', exitCode: 0 });
    }
  });
});
