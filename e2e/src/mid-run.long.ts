// budget: 4 min
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunner, succeeded } from '@flightline/core/process';
import { runInBox } from './mid-run/box-run';
import { HOST_DISK, type MidRun, NO_SSHD, PANIC } from './mid-run/cases';
import { QEMU, describeWith } from './tools';

describeWith('a guest that comes to harm while its runner runs', QEMU, () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fl-mid-run-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each<MidRun>([PANIC, NO_SSHD])(
    'has a verdict at once: $name is $verdict',
    async ({ name, script, verdict, because, reports }) => {
      const run = await runInBox(folder, name, script);
      expect(run.result).toMatchObject({
        verdict,
        because: expect.stringMatching(because) as string,
      });
      expect(readdirSync(run.reports)).toEqual(reports);
    },
    420_000,
  );

  it('has one, too, when its host has no room for what it writes', async () => {
    const machines = join(folder, 'machines');
    mkdirSync(machines);
    const runner = await createRunner();
    const { name, script, verdict, because } = HOST_DISK;
    const mounted = await runner.run(['mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', machines]);
    expect(succeeded(mounted)).toBe(true);
    try {
      const run = await runInBox(folder, name, script, machines);
      expect(run.result).toMatchObject({
        verdict,
        because: expect.stringMatching(because) as string,
      });
      expect(run.errors).toContain('DISK_FULL');
    } finally {
      await runner.run(['umount', machines]);
    }
  }, 300_000);
});
