import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRunner } from '@flightline/core/process';
import { temporaryFolder } from '@flightline/core/testing';
import { runInGuest } from './guest-command';

const LOOKS = 500;

describe('runInGuest', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it('loses nothing when the one who takes its output comes late', async () => {
    const said = join(folder.path, 'said');
    let taken = '';
    const runner = await createRunner();
    const result = await runInGuest(
      (line) => runner.start(['setsid', '/bin/sh', '-c', line]),
      ['sh', '-c', 'printf word; : >"$0"', said],
      {
        consume: async (stdout) => {
          for (let look = 0; look < LOOKS && !existsSync(said); look += 1) await sleep(10);
          await sleep(10);
          for await (const chunk of stdout) taken += String(chunk);
        },
      },
    );
    expect(result).toMatchObject({ ending: 'exited', exitCode: 0 });
    expect(taken).toBe('word');
  });
});
