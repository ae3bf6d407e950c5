import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Argv, createRunner, succeeded } from '@flightline/core/process';
import type { Machine } from '../../packages/vm-run/src/drivers';
import { GuestFactory } from './boot-watch/guests';
import { runInBox } from './mid-run/box-run';
import { HOST_DISK, MID_RUNS, type MidRun } from './mid-run/cases';
import { QEMU, describeWith } from './tools';

const sh = (script: string): Argv => ['sh', '-c', script];

describeWith('a guest that comes to harm while its runner runs', QEMU, () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fl-mid-run-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const harmed = async (one: MidRun, machines?: string) => {
    const { name, script, verdict, because, reports, log } = one;
    const run = await runInBox(folder, name, script, machines);
    const found = expect.stringMatching(because) as string;
    expect(run.result).toMatchObject({ verdict, because: found });
    expect(readdirSync(run.reports).sort()).toEqual(reports);
    if (log !== undefined) expect(readFileSync(run.log, 'utf8')).toBe(log);
    return run;
  };

  it.each(MID_RUNS)(
    'has a verdict at once: $name is $verdict',
    async (one) => {
      expect((await harmed(one)).errors).not.toContain('DISK_FULL');
    },
    420_000,
  );

  it('has one, too, when its host has no room for what it writes', async () => {
    const machines = join(folder, 'machines');
    mkdirSync(machines);
    const runner = await createRunner();
    const mounted = await runner.run(['mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', machines]);
    expect(succeeded(mounted)).toBe(true);
    try {
      expect((await harmed(HOST_DISK, machines)).errors).toContain('DISK_FULL');
    } finally {
      await runner.run(['umount', machines]);
    }
  }, 300_000);
});

describeWith('a guest that is up', QEMU, () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-mid-run-'));
  let guests: GuestFactory;
  let machine: Machine;
  beforeAll(async () => {
    guests = await GuestFactory.in(folder);
    machine = await guests.boot({ image: guests.sound }).machine;
  }, 300_000);
  afterAll(async () => {
    await machine.destroy();
    await guests.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('says which disk is full when files arrive', async () => {
    const from = join(folder, 'from');
    mkdirSync(from);
    writeFileSync(join(from, 'big'), Buffer.alloc(3 * 1024 * 1024));
    const mount = 'mkdir /tmp/small && sudo -n mount -t tmpfs -o size=1m,mode=777 tmpfs /tmp/small';
    await machine.channel.exec(sh(mount));
    await expect(machine.channel.push(from, '/tmp/small')).rejects.toMatchObject({
      code: 'DISK_FULL',
      hint: expect.stringContaining("'disk'") as string,
    });
  }, 60_000);

  it('is logged in to once more when it has dropped the connection, as often as it does', async () => {
    const { channel } = machine;
    const drop = sh(`kill "$(cut -d ' ' -f 4 "/proc/$PPID/stat")"; sleep 100000`);
    for (const word of ['once', 'twice']) {
      expect(await channel.exec(drop)).toMatchObject({ ending: 'lost' });
      expect(await channel.exec(['echo', word])).toMatchObject({ stdout: word });
    }
  }, 120_000);

  it('says that it switched itself off', async () => {
    void machine.channel.exec(sh('sudo -n systemctl poweroff'));
    await expect(machine.died).resolves.toMatchObject({
      code: 'MACHINE_LOST',
      message: expect.stringContaining('The guest switched itself off.') as string,
    });
  }, 120_000);
});
