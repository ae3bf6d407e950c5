// budget: 8 min
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FinishedResult } from '@flightline/core/evidence';
import { findLeases } from '@flightline/core/leases';
import { type Life, succeeded, whereabouts } from '@flightline/core/process';
import { soon } from './chaos/soon';
import { QEMU, describeWith } from './tools';
import { until } from './until';
import { type Workspace, editProject } from './workspace';
import { COMPASS, RUN_BOXES, compassBox, dummyWorkspace } from './workspace/dummy-workspace';

const BOXES = ['one', 'two', 'three'] as const;
const GUEST = { driver: 'qemu', image: 'debian:bookworm', memory: 512, packages: ['python3'] };
const PHASES = [
  ...['host', 'admit', 'image', 'admit', 'machine', 'push', 'run', 'collect', 'destroy'],
];
const SOCKETS = '/proc/net/unix';
const SOON_MS = 20_000;

/** A machine with less has not begun to boot; in KiB. */
const GROWN = 150_000;

describeWith('the budget of the host, with real guests', QEMU, () => {
  let workspace: Workspace;
  // Short, for the sockets below it.
  const place = mkdtempSync(join(tmpdir(), 'fl-adm-'));
  const cache = join(place, 'flightline');

  beforeAll(async () => {
    workspace = await dummyWorkspace(BOXES);
    workspace.write(`${COMPASS}/vms/runner.sh`, '#!/bin/sh\n[ -e /nap ] && sleep 600\ntrue\n');
    const own = join(homedir(), '.cache/flightline/images');
    mkdirSync(cache);
    if (existsSync(own))
      cpSync(own, join(cache, 'images'), { recursive: true, preserveTimestamps: true });
  }, 300_000);
  afterAll(() => {
    workspace.remove();
    rmSync(place, { recursive: true, force: true });
  });

  const env = (room: Readonly<Record<string, string>>) => ({
    ...{ XDG_CACHE_HOME: place, FLIGHTLINE_ACCELERATOR: 'tcg', FLIGHTLINE_CPUS: '8' },
    ...room,
  });
  const give = (options: object) => {
    for (const box of BOXES) {
      rmSync(join(workspace.root, compassBox(box), 'image.lock.json'), { force: true });
      editProject(workspace, compassBox(box), ({ targets }) =>
        Object.assign(targets['vm-run']?.options ?? {}, GUEST, options),
      );
    }
  };
  const resultOf = (box: string): FinishedResult => {
    const evidence = workspace.evidence(box, COMPASS);
    if (evidence.state !== 'finished') throw new Error(`'${box}' is ${evidence.state}.`);
    return evidence.result;
  };

  it('lets as many boot at once as there may, and counts the time of no one else', async () => {
    give({ warm: false });
    const all = await workspace.nx(
      [...RUN_BOXES, '--parallel=3', '--output-style=stream'],
      env({ FLIGHTLINE_BOOTS: '2' }),
    );
    expect([all.stdout, succeeded(all)]).toEqual([all.stdout, true]);
    // Its turn to boot is the second admission; of three, one waits for most of another's boot.
    const boots = BOXES.map((box) => {
      const [, , , turn, machine] = resultOf(box).phases.map(({ durationMs }) => durationMs);
      return { turn: turn ?? NaN, machine: machine ?? NaN };
    });
    const quickest = Math.min(...boots.map(({ machine }) => machine));
    expect(boots.filter(({ turn }) => turn > quickest / 2)).toHaveLength(1);
    expect(all.stdout).toMatch(/needs 1 boot; free: 0 of 2 boots at once; taken by/);
    for (const box of BOXES) {
      expect(resultOf(box)).toMatchObject({
        verdict: 'passed',
        phases: PHASES.map((phase) => ({ phase, ok: true })),
      });
    }
  }, 300_000);

  it('has one boot for all who need the same template, and the others wait for that in no limit', async () => {
    give({ warm: true });
    const all = await workspace.nx([...RUN_BOXES, '--parallel=3'], env({}));
    expect([all.stdout, succeeded(all)]).toEqual([all.stdout, true]);
    const waits = BOXES.map((box) => resultOf(box).phases.filter(({ phase }) => phase === 'admit'));
    const words = waits.map((all) => all.map(({ detail }) => detail).slice(1));
    expect(words.sort()).toEqual(
      [['its template'], ['its template'], ['its template', '1 boot']].sort(),
    );
    const machines = BOXES.map((box) =>
      resultOf(box).phases.find(({ phase }) => phase === 'machine'),
    );
    const [quick, , slow] = machines.map((phase) => phase?.durationMs ?? NaN).sort((a, b) => a - b);
    // The two that waited for the boot have not counted it as their own.
    expect((quick ?? NaN) * 2).toBeLessThan(slow ?? NaN);
  }, 300_000);

  const group = '/sys/fs/cgroup/memory/flightline-e2e';
  const mayGroup = existsSync(dirname(group)) && process.getuid?.() === 0;
  const groups = mayGroup ? describe : describe.skip;
  groups('in a control group (as root, control groups of version 1)', () => {
    it('gives out no more than that has', async () => {
      const inside = `echo $$ >${group}/cgroup.procs; exec "$0" "$@"`;
      const script = `
        const { readBudget } = require('${workspace.root}/node_modules/@flightline/core/dist/admission/index.js');
        console.log(readBudget({}, '${cache}').memory);
      `;
      mkdirSync(group);
      writeFileSync(join(group, 'memory.limit_in_bytes'), '1G');
      const { stdout, stderr } = await workspace.runner
        .run(['sh', '-c', inside, process.execPath, '-e', script])
        .finally(() => rmdirSync(group));
      expect(stderr).toBe('');
      expect(Number(stdout)).toBeLessThanOrEqual(0.9 * 1024);
      // Less than what Node itself takes is missing.
      expect(Number(stdout)).toBeGreaterThan(0.8 * 1024);
    }, 60_000);
  });

  it('gives the share of a machine back when its QEMU is gone, and not before', async () => {
    give({ warm: true });
    workspace.write(`${COMPASS}/vms/runner.sh`, '#!/bin/sh\nsleep 600\n');
    const running = workspace.nx(['run', 'one:vm-run', '--exclude-task-dependencies'], env({}));
    const leases = () => findLeases(cache).map(({ lease }) => lease);
    const holds = () => /\/holds\/.*\/1152\/1\/0\/one/.test(readFileSync(SOCKETS, 'utf8'));
    await until(() => leases().some(({ machine }) => machine !== null));
    const memory = () => {
      const pid = leases()[0]?.machine?.pid;
      const status = pid === undefined ? '' : readFileSync(`/proc/${pid}/status`, 'utf8');
      const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
      return Number(kibibytes ?? 0);
    };
    await until(() => memory() > GROWN);
    expect(holds()).toBe(true);
    const { keeper, machine } = leases()[0] ?? {};
    process.kill((keeper as Life).pid, 'SIGKILL');
    const afterwards = await soon(
      SOON_MS,
      () => (holds() ? undefined : whereabouts(machine as Life)),
      1,
    );
    expect(afterwards).toBe('gone');
    await running;
  }, 300_000);
});
