import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { ConsoleWatch, fatalMeaning } from './console';

it.each([
  [
    '[    1.7] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
    'panicked',
  ],
  ['ALERT!  /dev/vda1 does not exist.  Dropping to a shell!', 'root file system'],
  ['You are in emergency mode. After logging in, type "journalctl -xb"', 'emergency'],
  ['(initramfs) ', 'initramfs'],
  ['No bootable device.', 'nothing to boot'],
])('%j ends a boot', (line, meaning) => expect(fatalMeaning(line)).toContain(meaning));

it.each([
  '[    0.0] Command line: root=/dev/vda panic=-1',
  '[  OK  ] Started ssh.service',
  'Listening on systemd-initctl',
  'Begin: Running /scripts/local-premount ... done.',
])('%j does not', (line) => expect(fatalMeaning(line)).toBeUndefined());

describe('ConsoleWatch', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let watch: ConsoleWatch;
  const lines: string[] = [];
  const log = () => join(folder.path, 'console.log');
  beforeEach(() => {
    folder = temporaryFolder();
    lines.length = 0;
    watch = new ConsoleWatch(log(), (line) => lines.push(line));
  });
  afterEach(() => {
    watch.stop();
    folder.remove();
  });

  it('hands on whole lines without control characters, as the file grows', () => {
    expect(watch.lastLines()).toEqual([]);
    appendFileSync(log(), '\u001b[2J\u001b[32mSeaBIOS\u001b[0m\r\n\r\nhalf');
    expect(watch.lastLines()).toEqual(['SeaBIOS']);
    appendFileSync(log(), ' a line\n');
    expect(watch.lastLines()).toEqual(['SeaBIOS', 'half a line']);
    expect(lines).toEqual(['SeaBIOS', 'half a line']);
  });

  it('keeps the last lines only', () => {
    appendFileSync(log(), Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join(''));
    expect(watch.lastLines()).toHaveLength(15);
    expect(watch.lastLines().at(-1)).toBe('line 99');
  });

  it('says at once, with the line, that the guest will not come up', async () => {
    appendFileSync(log(), '[ 1.0] Kernel panic - not syncing: Attempted to kill init!\n');
    await expect(watch.fatal).resolves.toBe(
      "the guest's kernel panicked ('[ 1.0] Kernel panic - not syncing: Attempted to kill init!')",
    );
  });
});
