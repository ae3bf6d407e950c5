import { rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { join } from 'node:path';
import { type Script, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { createRunner } from '@flightline/core/process';
import { openSshChannel } from './ssh-channel';
import { clientCommand, masterCommand } from './ssh-options';

const settings = {
  ...{ host: '127.0.0.1', port: 22, user: 'tester', keyFile: '/m/user', runtimeDir: '/m' },
  hostKey: 'ssh-ed25519 AAAA',
};

describe('the words of ssh', () => {
  it.each([
    ['checks the host key it was given', 'StrictHostKeyChecking=yes'],
    ['and looks for it nowhere else', 'GlobalKnownHostsFile=/dev/null'],
    ['and calls the guest by a name of ours', 'HostKeyAlias=flightline-guest'],
    ['offers one key', 'IdentitiesOnly=yes'],
    ['asks nothing', 'BatchMode=yes'],
    ['ignores the configuration of the user', '-F none'],
    ['prefers what is cheap, and offers the rest too', 'Ciphers=^aes128-ctr'],
  ])('%s', (_name, words) => {
    expect(masterCommand(settings, 60).join(' ')).toContain(words);
  });

  it('never connects anew for a command', () => {
    expect(clientCommand(settings, 'true')).toContain('ProxyCommand=false');
  });

  it('has a POSIX shell run the code, whatever shell the user logs in with', async () => {
    const code = String.raw`printf '%s\n' 'a\' "it's"; echo ü`;
    const line = clientCommand(settings, code).at(-1) ?? '';
    const { stdout } = await (await createRunner()).run(['/bin/sh', '-c', line]);
    expect(stdout).toBe("a\\\nit's\nü");
    // Some shells take a backslash between quotes for an escape, and a line end for the end of the quotes.
    expect(line.split("'")[3]).not.toMatch(/\\(?!0\d{3})|\n/);
  });
});

describe('openSshChannel', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: Server;
  beforeEach(async () => {
    folder = temporaryFolder('fl-');
    server = createServer((socket) =>
      socket.on('error', () => undefined).write('SSH-2.0-guest\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    folder.remove();
  });

  const open = (script: Script, signal = new AbortController().signal) => {
    const runner = fakeRunner(script);
    const { port } = server.address() as AddressInfo;
    const channel = openSshChannel({ runner, signal, ...settings, port, runtimeDir: folder.path });
    return { runner, channel };
  };
  /** An ssh that logs in and holds the connection until it dies. */
  const master = () => {
    const socket = join(folder.path, 'ssh');
    let end: () => void = () => undefined;
    const effect = () => {
      writeFileSync(socket, '');
      return new Promise<void>((resolve) => (end = resolve));
    };
    const dies = () => {
      rmSync(socket);
      end();
    };
    return { effect, exitCode: 255, dies };
  };
  const LOST = { exitCode: 255, stdout: 'half', stderr: 'Broken pipe' };

  it.each([
    ['Host key verification failed.', 'CHANNEL_FAILED', 'another host key'],
    ['tester@127.0.0.1: Permission denied (publickey).', 'CHANNEL_FAILED', 'key of this run'],
  ])('does not try again after: %s', async (stderr, code, message) => {
    const { channel, runner } = open({ 'ssh *': [{ exitCode: 255, stderr }] });
    await expect(channel).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
    expect(runner.calls).toHaveLength(1);
  });

  it('says what to install when there is no ssh', async () => {
    await expect(open({ 'ssh *': { ending: 'missing' } }).channel).rejects.toMatchObject({
      code: 'TOOL_MISSING',
    });
  });

  it('tries again while the guest is booting', async () => {
    const stderr = 'kex_exchange_identification: read: Connection reset by peer';
    const { channel, runner } = open({ 'ssh *': [{ exitCode: 255, stderr }, master()] });
    expect((await channel).name).toBe('ssh');
    expect(runner.calls).toHaveLength(2);
  });

  it('gives up when it is told to', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const runner = fakeRunner({});
    const signal = AbortSignal.timeout(50);
    const channel = openSshChannel({ runner, signal, ...settings, port, runtimeDir: folder.path });
    await expect(channel).rejects.toMatchObject({
      name: expect.stringMatching(/Timeout|Abort/) as string,
    });
    await new Promise((resolve) => silent.close(resolve));
  });

  it('calls a command lost when ssh ends without its mark', async () => {
    const { channel } = open({ 'ssh *': [master(), LOST] });
    expect(await (await channel).exec(['true'])).toMatchObject({
      ...{ ending: 'lost', exitCode: undefined, stdout: 'half', stderr: 'Broken pipe' },
    });
  });

  it('logs in once more before the next command when the connection is gone', async () => {
    const first = master();
    const { channel, runner } = open({ 'ssh *': [first, LOST, master(), LOST, LOST] });
    const opened = await channel;
    await opened.exec(['one']);
    first.dies();
    await Promise.all([opened.exec(['two']), opened.exec(['three'])]);
    expect(runner.calls.map((call) => call.includes('ControlMaster=yes'))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('is lost for good when that fails', async () => {
    const first = master();
    const refused = { exitCode: 255, stderr: 'Permission denied (publickey).' };
    const { channel, runner } = open({ 'ssh *': [first, refused, LOST, LOST] });
    const opened = await channel;
    first.dies();
    await opened.exec(['one']);
    expect(await opened.exec(['two'])).toMatchObject({ ending: 'lost' });
    expect(runner.calls).toHaveLength(4);
  });
});
