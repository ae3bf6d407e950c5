// One round after the other: start a run, hurt it, look what became of it, run again, look what is left.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findLeases } from '@flightline/core/leases';
import { succeeded, whereabouts } from '@flightline/core/process';
import { evidenceOf, fingerprint, passedProblems, phaseOf, stateOf } from './evidence';
import { type Moment, MOMENTS, isOfOneBox } from './faults';
import { leftovers, processesLeft, sweep } from './leftovers';
import { daemonOf, isStopped } from './processes';
import { BOXES, type Round } from './rounds';
import { soon } from './soon';
import { type DriverName, type Stage, dropTemplates, makeStage, setPace } from './stage';
import { type Run, argvOf, startRun } from './start-run';
import { leaseOf, signalPid, strike } from './strike';

/** Time for one step of a round, in ms: until the moment comes, until nx has ended, for the run after it. */
const STEP_MS: Readonly<Record<DriverName, number>> = { dummy: 300_000, qemu: 1_200_000 };
/** Somebody who interrupts a run gets the memory of its machines back within this time. */
const INTERRUPTED_MS = 10_000;
/** What says farewell when the run after it has ended. */
const FAREWELL_MS = 5000;
/**
 * Nx files which process has invoked which task, for a day. When it was killed, a later run whose process has the same
 * number by chance is taken for a part of it and refused.
 */
const RECURSION_OF_NX = 'Recursive task invocation detected';
/** The runner's five tests take this long each, in seconds, while something is to happen to them. */
const PACE = { nx: 0.45, executor: 0.15 } as const;

export interface Outcome {
  round: Round;
  /** Where the run of the box was when it was hit; undefined when there was nothing to hit any more. */
  hit: Moment | undefined;
  /** Until the last machine was gone, from the fault on, in ms; undefined when none was there. */
  goneMs: number | undefined;
  /** What the evidence of each box said then. */
  states: readonly string[];
  /** Nx took the run after it for a part of it, so that it was started once more. */
  isMistakenByNx: boolean;
  /** Sentences; none when all is well. */
  problems: readonly string[];
  output: string;
  durationMs: number;
}

/** What a round has seen so far. */
type Sight = Omit<Outcome, 'round' | 'durationMs' | 'problems'> & { problems: string[] };

export class Campaign {
  private constructor(
    private readonly stage: Stage,
    private readonly interruption: AbortSignal,
  ) {
    interruption.addEventListener('abort', () => sweep(stage));
  }

  /** Makes the workspace, and sees that its boxes pass as long as nothing is done to them. */
  static async start(
    driver: DriverName,
    interruption: AbortSignal = new AbortController().signal,
  ): Promise<Campaign> {
    const campaign = new Campaign(await makeStage(driver), interruption);
    const first = await campaign.runPlainly('nx');
    if (first !== undefined) {
      await campaign.close(false);
      throw new Error(`Nothing was hurt yet, and the boxes did not pass:\n${first}`);
    }
    return campaign;
  }

  get folders(): string {
    return `${this.stage.workspace.root} and ${this.stage.scratch}`;
  }

  async play(round: Round): Promise<Outcome> {
    const startedAt = performance.now();
    const sight: Sight = {
      hit: undefined,
      goneMs: undefined,
      states: [],
      isMistakenByNx: false,
      problems: [],
      output: '',
    };
    try {
      await this.hurt(round, sight);
      this.interruption.throwIfAborted();
      let failure = await this.runPlainly(round.mode.lane);
      sight.isMistakenByNx = failure?.includes(RECURSION_OF_NX) === true;
      if (sight.isMistakenByNx) failure = await this.runPlainly(round.mode.lane);
      if (failure !== undefined) {
        sight.problems.push('The run after it did not pass.');
        sight.output = failure;
      }
      sight.problems.push(...(await this.look()));
    } catch (error) {
      sight.problems.push(`The round itself broke: ${(error as Error).message}`);
    }
    if (sight.problems.length > 0) sweep(this.stage);
    return { round, ...sight, durationMs: performance.now() - startedAt };
  }

  /** Ends whatever there still is of the campaign. */
  async close(keep: boolean): Promise<void> {
    const { stage } = this;
    const daemon = daemonOf(stage.nxData);
    if (daemon !== undefined) signalPid(daemon, 'SIGTERM');
    await soon(FAREWELL_MS, () => {
      sweep(stage);
      return processesLeft(stage).length === 0 || undefined;
    });
    if (keep) return;
    rmSync(stage.scratch, { recursive: true, force: true });
    stage.workspace.remove();
  }

  private async hurt(round: Round, sight: Sight): Promise<void> {
    const { stage } = this;
    const { mode, box } = round;
    const others = BOXES.filter((one) => one !== box);
    const before = await Promise.all(others.map((other) => fingerprint(stage, other)));
    setPace(stage, PACE[mode.lane]);
    if (round.cold) dropTemplates(stage);
    const beganAt = new Date().toISOString();
    const run = await startRun(stage, mode, box);
    try {
      await this.awaitMoment(run, round);
      const hit = phaseOf(stage, box) ?? (leaseOf(stage, box) === undefined ? 'start' : 'lease');
      if (!run.isOver() && strike(stage, run, round)) sight.hit = hit;
      await this.watch(run, round, sight);
    } finally {
      sight.output = run.output();
      run.handle.kill('SIGKILL');
    }

    sight.states = BOXES.map((one) => `${one} ${stateOf(evidenceOf(stage, one))}`);
    for (const one of BOXES) sight.problems.push(...passedProblems(one, evidenceOf(stage, one)));
    for (const one of BOXES) sight.problems.push(...this.stateProblems(one, round, sight));
    if (mode.alone) {
      const after = await Promise.all(others.map((other) => fingerprint(stage, other)));
      if (after.join() !== before.join())
        sight.problems.push(
          `The evidence of '${others.join()}' is another one, and it did not run.`,
        );
    } else if (isOfOneBox(round.fault)) {
      for (const other of others) {
        const evidence = evidenceOf(stage, other);
        const isFine = stateOf(evidence) === 'passed' && isSince(evidence, beganAt);
        if (!isFine) sight.problems.push(`'${other}' was not hit and is ${stateOf(evidence)}.`);
      }
    }
  }

  /** Returns at the moment of the round, or when the run is over before it. */
  private async awaitMoment(run: Run, { moment, box, delayMs }: Round): Promise<void> {
    const { stage } = this;
    const isThere = () => {
      if (moment === 'start') return true;
      if (moment === 'lease') return leaseOf(stage, box) !== undefined;
      const phase = phaseOf(stage, box);
      return phase !== undefined && MOMENTS.indexOf(phase) >= MOMENTS.indexOf(moment);
    };
    await soon(STEP_MS[stage.driver], () => isThere() || run.isOver() || undefined);
    await sleep(delayMs);
  }

  /** Waits until nx has ended, and all that it left running by itself; notes when the last machine of what was hit was gone. */
  private async watch(run: Run, { fault, box }: Round, sight: Sight): Promise<void> {
    const { stage } = this;
    const boxes = isOfOneBox(fault) ? [box] : BOXES;
    const struckAt = performance.now();
    const ended = await soon(
      STEP_MS[stage.driver],
      () => {
        if (hasMachine(stage, boxes)) sight.goneMs = performance.now() - struckAt;
        const isQuiet = () => processesLeft(stage).every(({ marked }) => !marked);
        const isDone = run.isOver() && isQuiet() && !isBeingEnded(stage);
        return isDone || undefined;
      },
      50,
    );
    if (sight.hit === undefined) return;
    if (ended === undefined)
      sight.problems.push(
        `It has not ended ${STEP_MS[stage.driver] / 1000} s after the fault: ${processesLeft(stage)
          .map(({ pid, line }) => `${pid} ${line.slice(0, 120)}`)
          .join('; ')}`,
      );
    if (fault.interrupts === true && (sight.goneMs ?? 0) > INTERRUPTED_MS)
      sight.problems.push(
        `A machine was still there ${((sight.goneMs ?? 0) / 1000).toFixed(1)} s after the interruption.`,
      );
  }

  /** A reader has to understand what stands there; who hit no keeper may expect a finished result. */
  private stateProblems(box: string, { fault }: Round, { hit }: Sight): string[] {
    const evidence = evidenceOf(this.stage, box);
    if (evidence.state === 'unreadable')
      return [`The evidence of '${box}' is unreadable: ${evidence.because}`];
    if (evidence.state !== 'running') return [];
    if (evidence.alive) return [`'${box}' is said to be running, and nx has ended.`];
    const keeperWasHit = fault.blows.some(([target]) => target === 'keeper');
    const hadWill = hit !== undefined && !['start', 'lease'].includes(hit);
    return keeperWasHit || !hadWill ? [] : [`Nobody finished the evidence of '${box}'.`];
  }

  /** The next run that anybody starts; what it said when it did not pass. */
  private async runPlainly(lane: 'nx' | 'executor'): Promise<string | undefined> {
    const { stage } = this;
    setPace(stage, 0);
    const beganAt = new Date().toISOString();
    const words =
      lane === 'nx'
        ? [
            ...['run-many', '-t', 'vm-run', '--exclude-task-dependencies'],
            ...['--skip-nx-cache', '--parallel=2', '--output-style=static'],
          ]
        : BOXES;
    const result = await stage.workspace.runner.run(argvOf(stage, { lane }, words), {
      cwd: stage.workspace.root,
      env: { ...stage.env, CI: 'true', NX_DAEMON: 'false' },
      timeout: STEP_MS[stage.driver],
    });
    const isFresh = BOXES.every((box) => {
      const evidence = evidenceOf(stage, box);
      const isRight = passedProblems(box, evidence).length === 0;
      return stateOf(evidence) === 'passed' && isRight && isSince(evidence, beganAt);
    });
    return succeeded(result) && isFresh ? undefined : `${result.stdout}\n${result.stderr}`;
  }

  private async look(): Promise<string[]> {
    let found: string[] = [];
    await soon(
      FAREWELL_MS,
      () => {
        found = leftovers(this.stage);
        return found.length === 0 || undefined;
      },
      100,
    );
    return found;
  }
}

function hasMachine({ cacheDir }: Stage, boxes: readonly string[]): boolean {
  return findLeases(cacheDir).some(
    ({ lease: { box, machine } }) =>
      boxes.includes(box) && machine !== null && whereabouts(machine) === 'alive',
  );
}

/** A keeper that runs and has lost its owner is at work. A hung one is for the next run to end. */
function isBeingEnded({ cacheDir }: Stage): boolean {
  return findLeases(cacheDir).some(
    ({ lease: { keeper } }) =>
      keeper !== null && whereabouts(keeper) === 'alive' && !isStopped(keeper.pid),
  );
}

const isSince = (evidence: ReturnType<typeof evidenceOf>, time: string): boolean =>
  evidence.state === 'finished' && evidence.result.startedAt >= time;
