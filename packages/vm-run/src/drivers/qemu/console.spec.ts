import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { Console } from './console';

describe('Console', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let console: Console;
  let guest: Socket;
  const lines: string[] = [];
  const log = () => join(folder.path, 'console.log');
  beforeEach(async () => {
    folder = temporaryFolder('fl-');
    lines.length = 0;
    const socket = join(folder.path, 'console');
    const onLine = (line: string) => lines.push(line);
    console = await Console.open({ socket, log: log(), bootTimeout: 90_000, onLine });
    guest = connect(socket);
    await once(guest, 'connect');
  });
  afterEach(async () => {
    guest.destroy();
    await console.stop();
    folder.remove();
  });
  /** The guest's last words. */
  const end = async (...words: (string | Buffer)[]) => {
    for (const word of words) guest.write(word);
    guest.end();
    await console.drain();
  };

  it('hands on whole lines without control characters', async () => {
    await end('\u001b[2J\u001b[32mSeaBIOS\u001b[0m\r\n\r\nhalf', ' a line\n');
    expect(console.lastLines).toEqual(['SeaBIOS', 'half a line']);
    expect(lines).toEqual(['SeaBIOS', 'half a line']);
  });

  it('keeps the last lines for a message, and every byte in the log', async () => {
    const said = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('');
    await end(said);
    expect(console.lastLines).toHaveLength(15);
    expect(console.lastLines.at(-1)).toBe('line 99');
    await console.stop();
    expect(readFileSync(log(), 'utf8')).toBe(said);
  });

  it('says at once, with the line, that the guest will not come up', async () => {
    guest.write('[    1.000000] Kernel panic - not syncing: Attempted to kill init!\n');
    await expect(console.fatal).resolves.toBe(
      "the guest's kernel panicked ('[    1.000000] Kernel panic - not syncing: Attempted to kill init!')",
    );
    expect(console.finding?.code).toBe('BOOT_BROKEN');
  });

  it.each(['(initramfs) ', 'x\r\n\u001b[?2004hgrub rescue> '])(
    'knows the prompt %j, which no line end follows',
    async (prompt) => {
      guest.write(prompt);
      await expect(console.fatal).resolves.toMatch(/initramfs|boot loader/);
    },
  );

  it('does not take the beginning of a line for a prompt', async () => {
    await end('(initramfs) ', 'is what the prompt of an initramfs looks like\n');
    expect(console.finding).toBeUndefined();
  });

  it('lets nobody but the first one in', async () => {
    const other = connect(join(folder.path, 'console'));
    await expect(once(other, 'connect')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });

  it('survives a line of many MiB and what is no text, and still sees what follows', async () => {
    const noise = Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 7) % 256));
    await end(
      'x'.repeat(4 * 1024 * 1024),
      noise,
      '\r'.repeat(100_000),
      '\u001b['.repeat(100_000),
      '\n[    9.000000] Kernel panic - not syncing: hung\n',
    );
    expect(console.finding?.because).toContain('panicked');
    expect(console.lastLines.every((line) => line.length <= 1024)).toBe(true);
  });

  it('has nothing to say about a guest that never spoke', async () => {
    await end();
    expect([console.finding, console.lastLines]).toEqual([undefined, []]);
  });

  it('hands on no lines once the guest is up', async () => {
    console.cameUp();
    await end('a word of the runner\n');
    expect(lines).toEqual([]);
    expect(console.lastLines).toEqual(['a word of the runner']);
  });
});
