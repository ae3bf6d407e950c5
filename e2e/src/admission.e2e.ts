// budget: 5 min, beside others
import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FinishedResult } from '@flightline/core/evidence';
import { findLeases } from '@flightline/core/leases';
import { type Life, type RunResult, succeeded, whereabouts } from '@flightline/core/process';
import { soon } from './chaos/soon';
import { NAMESPACES, describeWith } from './tools';
import { until } from './until';
import { type Workspace, editProject } from './workspace';
import { COMPASS, RUN_BOXES, compassBox, dummyWorkspace } from './workspace/dummy-workspace';

const BOXES = Array.from({ length: 10 }, (_, i) => `box${i}`);
const [FIRST, SECOND] = ['box0', 'box1'] as const;
const RUNNER = `${COMPASS}/vms/runner.sh`;

/** Far more than it takes; what was seen is less than a second. */
const SOON_MS = 20_000;

interface PhaseEvent {
  type: string;
  phase?: string;
  detail?: string;
  time: string;
}

describeWith('the budget of the host', NAMESPACES, () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await dummyWorkspace(BOXES);
    // Long enough that all ten are there before the first one ends.
    workspace.write(RUNNER, '#!/bin/sh\nsleep 2\n');
  }, 300_000);
  afterAll(() => workspace.remove());

  const home = () => join(workspace.root, 'home');
  const cache = () => join(home(), 'flightline');
  const leases = () => findLeases(cache()).map(({ lease }) => lease);
  const nx = (
    words: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<RunResult> => workspace.nx(words, { XDG_CACHE_HOME: home(), ...env });
  const run = (target: string, env: Readonly<Record<string, string>>) =>
    nx(['run', target, '--exclude-task-dependencies', '--skip-nx-cache'], env);
  function resultOf(box: string): FinishedResult {
    const evidence = workspace.evidence(box, COMPASS);
    if (evidence.state !== 'finished') throw new Error(`'${box}' is ${evidence.state}.`);
    return evidence.result;
  }
  function eventsOf(box: string): PhaseEvent[] {
    const path = join(workspace.root, COMPASS, 'vms/artifacts/results', box, 'events.ndjson');
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PhaseEvent);
  }
  /** When a phase of a box began or ended, in ms. */
  function when(box: string, type: 'phase-started' | 'phase-ended', phase: string): number {
    const event = eventsOf(box).find((one) => one.type === type && one.phase === phase);
    return Date.parse(event?.time ?? '');
  }
  /** Waits for a sign in the events that a box which runs has written so far. */
  async function untilSaid(box: string, what: RegExp): Promise<void> {
    const staged = () => {
      const artifacts = join(workspace.root, COMPASS, 'vms/artifacts');
      const files = existsSync(artifacts) ? readdirSync(artifacts, { recursive: true }) : [];
      return files
        .map(String)
        .filter((path) => path.endsWith('events.ndjson') && path.includes('staging'));
    };
    await until(() =>
      staged().some((path) => {
        try {
          const text = readFileSync(join(workspace.root, COMPASS, 'vms/artifacts', path), 'utf8');
          return text.includes(`"scope":"${box}"`) && what.test(text);
        } catch {
          // Moved to its place while it was looked at.
          return false;
        }
      }),
    );
  }

  it('lets ten boxes that start at once run two at a time, in the order in which they came', async () => {
    const all = await nx([...RUN_BOXES, '--parallel=10', '--output-style=stream'], {
      FLIGHTLINE_CPUS: '2',
      FLIGHTLINE_MEMORY: '4096',
    });
    expect([all.stdout, succeeded(all)]).toEqual([all.stdout, true]);
    const times = BOXES.map((box) => ({
      came: when(box, 'phase-started', 'admit'),
      went: when(box, 'phase-ended', 'admit'),
      ended: when(box, 'phase-started', 'destroy'),
    }));
    const atOnce = times.map(
      ({ went }) => times.filter((other) => other.went <= went && went < other.ended).length,
    );
    expect(Math.max(...atOnce)).toBe(2);
    // They come from processes of their own, and tell a moment before they stand in line.
    const overtaken = times.filter((first) =>
      times.some((other) => other.came - first.came > 1000 && other.went < first.went),
    );
    expect(overtaken).toEqual([]);
    expect(all.stdout).toMatch(
      /admit +needs 256 MiB and 1 core; free: .* 0 of 2 cores; taken by 'box/,
    );
    const waited = BOXES.map((box) => resultOf(box).phases.find(({ phase }) => phase === 'admit'));
    expect(waited).toEqual(
      BOXES.map(
        () => expect.objectContaining({ ok: true, detail: '256 MiB and 1 core' }) as object,
      ),
    );
    expect(Math.max(...waited.map((phase) => phase?.durationMs ?? 0))).toBeGreaterThan(2000);
  }, 240_000);

  it.each<[string, 'owner' | 'keeper']>([
    ['the process that runs it', 'owner'],
    ['its keeper', 'keeper'],
  ])(
    'gives the share of a box to the next one when %s is killed',
    async (_, who) => {
      workspace.write(RUNNER, '#!/bin/sh\n[ "$FLIGHTLINE_BOX" = box0 ] && sleep 600\ntrue\n');
      const first = run(`${FIRST}:vm-run`, { FLIGHTLINE_CPUS: '1' });
      await until(() => leases().some(({ box, machine }) => box === FIRST && machine !== null));
      const second = run(`${SECOND}:vm-run`, { FLIGHTLINE_CPUS: '1' });
      await untilSaid(SECOND, /taken by 'box0' \(process/);
      const lease = leases().find(({ box }) => box === FIRST);
      const [life, machine] = [lease?.[who], lease?.machine] as [Life, Life];
      const killedAt = Date.now();
      process.kill(life.pid, 'SIGKILL');
      const { stdout } = await second;
      expect([stdout, resultOf(SECOND).verdict]).toEqual([stdout, 'passed']);
      const went = when(SECOND, 'phase-ended', 'admit');
      expect(went).toBeGreaterThanOrEqual(killedAt);
      expect(went - killedAt).toBeLessThan(SOON_MS);
      expect(whereabouts(machine)).toBe('gone');
      await first;
    },
    120_000,
  );

  it('refuses a box that is larger than all of it before anything boots, and says all that is too much', async () => {
    editProject(workspace, compassBox(FIRST), ({ targets }) => {
      Object.assign(targets['vm-run']?.options ?? {}, { cpus: 3 });
    });
    const refused = await run(`${FIRST}:vm-run`, {
      FLIGHTLINE_CPUS: '2',
      FLIGHTLINE_MEMORY: '200',
    });
    editProject(workspace, compassBox(FIRST), ({ targets }) => {
      delete targets['vm-run']?.options?.['cpus'];
    });
    expect(refused.exitCode).toBe(1);
    expect(resultOf(FIRST)).toMatchObject({
      verdict: 'infra',
      phases: [{ phase: 'host', ok: false }],
    });
    expect(refused.stdout).toContain(
      "'box0' needs 256 MiB, and machines may take 200 MiB of this host.",
    );
    expect(refused.stdout).toContain(
      "'box0' needs 3 cores, and machines may take 2 cores of this host.",
    );
    expect(refused.stdout).toContain('FLIGHTLINE_CPUS=3');
    expect(leases()).toEqual([]);
  }, 60_000);

  it('counts a machine that was left up until it goes', async () => {
    workspace.write(RUNNER, '#!/bin/sh\ntrue\n');
    const up = await run(`${FIRST}:vm-up`, { FLIGHTLINE_CPUS: '1' });
    expect([up.stdout, succeeded(up)]).toEqual([up.stdout, true]);
    const second = run(`${SECOND}:vm-run`, { FLIGHTLINE_CPUS: '1' });
    await untilSaid(SECOND, /taken by 'box0' \(left up; to end it: nx run box0:vm-down\)/);
    await run(`${FIRST}:vm-down`, {});
    expect((await second).stdout).toContain('passed');
    expect(leases()).toEqual([]);
  }, 120_000);

  it('lets a run that waits be interrupted, and nothing is left of it', async () => {
    await run(`${FIRST}:vm-up`, { FLIGHTLINE_CPUS: '1' });
    const second = run(`${SECOND}:vm-run`, { FLIGHTLINE_CPUS: '1' });
    await untilSaid(SECOND, /taken by 'box0'/);
    const { owner, keeper } = leases().find(({ box }) => box === SECOND) ?? {};
    process.kill((owner as Life).pid, 'SIGTERM');
    await second;
    expect(workspace.evidence(SECOND, COMPASS)).toMatchObject({ state: 'aborted' });
    await soon(SOON_MS, () => whereabouts(keeper as Life) === 'gone' || undefined);
    expect(leases().map(({ box }) => box)).toEqual([FIRST]);
    await run(`${FIRST}:vm-down`, {});
  }, 120_000);

  it('holds nobody up for a run that was stopped while it waits', async () => {
    await run(`${FIRST}:vm-up`, { FLIGHTLINE_CPUS: '1' });
    const second = run(`${SECOND}:vm-run`, { FLIGHTLINE_CPUS: '1' });
    await untilSaid(SECOND, /taken by 'box0'/);
    const { owner } = leases().find(({ box }) => box === SECOND) ?? {};
    process.kill((owner as Life).pid, 'SIGSTOP');
    const third = run('box2:vm-run', { FLIGHTLINE_CPUS: '1' });
    await untilSaid('box2', /taken by 'box0'/);
    await run(`${FIRST}:vm-down`, {});
    expect((await third).stdout).toContain('passed');
    process.kill((owner as Life).pid, 'SIGCONT');
    expect((await second).stdout).toContain('passed');
  }, 120_000);

  (process.getuid?.() === 0 ? it : it.skip)(
    'is one for all users of a cache (needs root to become another)',
    async () => {
      for (const path of [workspace.root, home(), cache()])
        chmodSync(path, statSync(path).mode | 0o055);
      await run(`${FIRST}:vm-up`, { FLIGHTLINE_CPUS: '1' });
      const script = `
        const { takeShare } = require('${workspace.root}/node_modules/@flightline/core/dist/admission/index.js');
        const share = { memory: 1, cpus: 1, boots: 0 };
        const onWait = async (why) => { console.log(why); process.exit(); };
        const signal = new AbortController().signal;
        takeShare({ box: 'theirs', share, hold: async () => console.log('held') }, { cacheDir: '${cache()}', signal, budget: () => share, onWait });
      `;
      const other = await workspace.runner.run([
        ...(['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups'] as const),
        ...[process.execPath, '-e', script],
      ]);
      await run(`${FIRST}:vm-down`, {});
      expect(other.stdout + other.stderr).toContain("taken by 'box0'");
    },
    60_000,
  );
});
