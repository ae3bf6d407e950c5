import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Runner, createRunner, describeEnding, lifeOf, succeeded } from './index';

const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script];
const LOOKS = 500;
const FOREVER = 'setInterval(() => {}, 1000);';

describe('the runner of real processes', () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await createRunner();
  });

  it.each([
    [
      'a success',
      node('console.log("out"); console.error("err")'),
      { ending: 'exited', exitCode: 0, stdout: 'out', stderr: 'err' },
    ],
    ['an exit code', node('process.exit(7)'), { ending: 'exited', exitCode: 7 }],
    [
      'a signal',
      node('process.kill(process.pid, "SIGKILL")'),
      { ending: 'signalled', exitCode: undefined, signal: 'SIGKILL' },
    ],
    [
      'a command that does not exist',
      ['flightline-no-such-command'],
      { ending: 'missing', exitCode: undefined },
    ],
  ] as const)('tells %s', async (_name, argv, expected) => {
    await expect(runner.run(argv)).resolves.toMatchObject(expected);
  });

  it('hands on lines while the process runs, and reads its stdin', async () => {
    const lines: string[] = [];
    const stdin = new PassThrough();
    const running = runner.run(node('process.stdin.on("data", (d) => console.log("got " + d))'), {
      stdin,
      onLine: (line, stream) => {
        lines.push(`${stream}: ${line}`);
        stdin.end();
      },
    });
    stdin.write('hello');
    await running;
    expect(lines).toEqual(['stdout: got hello']);
  });

  it('keeps the end of what is longer than the capture', async () => {
    const result = await runner.run(node('process.stdout.write("a".repeat(5e6) + "end")'), {
      maxCapture: 1000,
    });
    expect(result).toMatchObject({ truncated: true, stdout: `${'a'.repeat(997)}end` });
  });

  it('ends the whole group at the time limit, also when TERM is ignored', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}]); console.log(String(c.pid)); ${FOREVER}`;
    const result = await runner.run(node(stubborn), { timeout: 700, killGrace: 100 });
    expect(result.ending).toBe('timeout');
    const child = Number(result.stdout);
    // Nobody waits for it but init, which comes to it when it can.
    for (let look = 0; look < LOOKS && lifeOf(child) !== null; look += 1) await sleep(10);
    expect(lifeOf(child)).toBeNull();
  });

  it('ends at an abort, also one that came before the start', async () => {
    const interruption = new AbortController();
    const running = runner.run(node(FOREVER), { signal: interruption.signal });
    interruption.abort();
    await expect(running).resolves.toMatchObject({ ending: 'aborted' });
    await expect(runner.run(node(FOREVER), { signal: AbortSignal.abort() })).resolves.toMatchObject(
      { ending: 'aborted' },
    );
  });

  it('does not wait for a background child that holds the output open', async () => {
    const result = await runner.run(['sh', '-c', 'sleep 20 & echo said']);
    expect(result).toMatchObject({ ending: 'exited', stdout: 'said' });
    expect(result.durationMs).toBeLessThan(15_000);
  });

  it('adds to the environment and takes away from it', async () => {
    const result = await runner.run(
      node('console.log(`${process.env.ADDED} ${process.env.PATH}`)'),
      {
        env: { ADDED: 'yes', PATH: undefined },
      },
    );
    expect(result.stdout).toBe('yes undefined');
  });

  it('starts a process with streams and stops it', async () => {
    const handle = runner.start(node(`console.log("up"); ${FOREVER}`));
    const [first] = (await handle.stdout?.take(1).toArray()) as Buffer[];
    expect(first?.toString()).toBe('up\n');
    await expect(handle.stop()).resolves.toMatchObject({ ending: 'signalled', signal: 'SIGTERM' });
    await expect(handle.stop()).resolves.toMatchObject({ signal: 'SIGTERM' });
  });

  it('says of a handle whose command is missing that it is missing', async () => {
    const handle = runner.start(['flightline-no-such-command']);
    const exit = await handle.exited;
    expect([describeEnding(exit), succeeded(exit)]).toEqual([
      'is not installed or not on PATH',
      false,
    ]);
  });
});
