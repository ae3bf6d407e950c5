import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Argv, StartOptions } from '../process';
import { type ScriptedAnswer, fakeRunner, temporaryFolder } from '../testing';
import { takeLease } from './index';

interface Order {
  id: number;
  do: string;
  of?: string;
}

/** What a scripted keeper says to an order, message after message; `hang up` closes the connection. */
type Talk = Readonly<Record<string, (order: Order) => readonly (object | 'hang up')[]>>;

const ok = ({ id }: Order) => [{ id, ok: true }];

/** A keeper that connects, is ready, and talks by the table. It stays until the connection is closed. */
function scriptedKeeper(talk: Talk): ScriptedAnswer {
  return {
    effect: (argv: Argv) =>
      new Promise<void>((resolve) => {
        const socket: Socket = connect(argv.at(-1) ?? '');
        const say = (message: object | 'hang up') =>
          message === 'hang up' ? socket.destroy() : socket.write(`${JSON.stringify(message)}\n`);
        socket.on('connect', () => say({ event: 'ready' }));
        createInterface({ input: socket }).on('line', (line) => {
          const order = JSON.parse(line) as Order;
          for (const message of (talk[order.do] ?? ok)(order)) say(message);
        });
        socket.on('close', () => resolve());
      }),
  };
}

describe('takeLease', () => {
  const home = temporaryFolder('fl-');
  afterAll(home.remove);
  const cacheDir = join(home.path, 'cache');
  const left = () =>
    [join(cacheDir, 'machines'), join(home.path, 'flightline')].flatMap((folder) =>
      readdirSync(folder),
    );

  const take = (keeper: ScriptedAnswer) =>
    takeLease(
      { box: 'a', purpose: 'run', workspace: '/w', deadline: new Date(8e12) },
      {
        runner: fakeRunner({ 'setsid --fork *': keeper }),
        cacheDir,
        env: { XDG_RUNTIME_DIR: home.path, PATH: '/bin', NX_TOKEN: 'secret' },
      },
    );

  it.each<[string, ScriptedAnswer, RegExp]>([
    ['setsid is missing', { ending: 'missing' }, /'setsid' is not installed/],
    [
      'it dies at once',
      { stderr: 'at x\nError: no memory\n' },
      /did not do its work: Error: no memory\.$/,
    ],
    [
      'it cannot write its lease',
      {
        stderr: 'x.js:1\n  throw e\n\nError: ENOSPC: no space, write\n at y {\n}\n\nNode.js v22\n',
      },
      /did not do its work: Error: ENOSPC: no space, write\.$/,
    ],
    ['it dies without a word', {}, /it gave no reason/],
  ])('raises and leaves nothing when %s', async (_name, keeper, message) => {
    await expect(take(keeper)).rejects.toMatchObject({
      code: 'KEEPER_FAILED',
      message: expect.stringMatching(message) as string,
    });
    expect(left()).toEqual([]);
  });

  it('writes the lease before there is a keeper, and tells the keeper no secrets', async () => {
    let env: StartOptions['env'];
    const keeper = scriptedKeeper({});
    const held = await take({
      effect: (argv, options) => {
        env = options.env;
        return keeper.effect?.(argv, options);
      },
    });
    const lease = JSON.parse(readFileSync(join(held.folder, 'lease.json'), 'utf8')) as object;
    expect(lease).toMatchObject({
      ...{ id: held.id, box: 'a', runtime: held.runtime, keeper: null, machine: null },
      owner: { pid: process.pid },
    });
    expect(env).toMatchObject({ PATH: '/bin', NX_TOKEN: undefined });
    await held.end();
  });

  it('hands on bytes as they are, and how the machine ended', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0a, 0xc3]);
    const held = await take(
      scriptedKeeper({
        start: ({ id, of }) => [
          { event: 'output', of, stream: 'stdout', bytes: bytes.toString('base64') },
          { event: 'output', of: 'another', stream: 'stdout', bytes: 'aGk=' },
          { id, ok: true, pid: 7 },
          { event: 'closed', of, stream: 'stdout' },
          { event: 'closed', of, stream: 'stderr' },
          { event: 'exited', of, ending: 'exited', exitCode: 3, signal: null },
        ],
      }),
    );
    const handle = await held.start(['machine']);
    expect(Buffer.concat((await handle.stdout?.toArray()) as Buffer[])).toEqual(bytes);
    await expect(handle.exited).resolves.toEqual({
      ending: 'exited',
      exitCode: 3,
      signal: undefined,
    });
    await expect(handle.stop()).resolves.toMatchObject({ exitCode: 3 });
    await held.end();
  });

  it.each<[string, Talk, string]>([
    [
      'refuses',
      { start: ({ id }) => [{ id, error: 'There is a machine already.' }] },
      'KEEPER_FAILED',
    ],
    ['is lost', { start: () => ['hang up'] }, 'KEEPER_LOST'],
  ])('raises when the keeper %s', async (_name, talk, code) => {
    const held = await take(scriptedKeeper(talk));
    await expect(held.start(['machine'])).rejects.toMatchObject({ code });
    await held.end();
  });

  it('does the work itself when the keeper is lost', async () => {
    const held = await take(
      scriptedKeeper({ start: ({ id }) => [{ id, ok: true, pid: 7 }], kill: () => ['hang up'] }),
    );
    const handle = await held.start(['machine']);
    expect(held.isKept()).toBe(true);
    handle.kill();
    await expect(handle.exited).resolves.toMatchObject({ ending: 'signalled', signal: 'SIGKILL' });
    expect(held.isKept()).toBe(false);
    writeFileSync(join(held.folder, 'disk'), '');
    await held.clear();
    expect([readdirSync(held.folder), existsSync(held.runtime)]).toEqual([['lease.json'], true]);
    await held.end();
    await held.end();
    expect(existsSync(held.folder) || existsSync(held.runtime)).toBe(false);
  });

  it('says what keeps a lease from being removed', async () => {
    const held = await take(
      scriptedKeeper({ end: ({ id }) => [{ id, error: "Something is mounted at '/x'." }] }),
    );
    await expect(held.end()).rejects.toMatchObject({
      code: 'LEASE_STUCK',
      message: expect.stringContaining("Something is mounted at '/x'.") as string,
    });
  });
});
