// The run of one box: phase after phase, whatever happens the machine is destroyed and the evidence committed.
import { retractEvidence } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import type { HeldLease } from '@flightline/core/leases';
import type { BoxDefinition } from '@flightline/core/model';
import type { Machine } from '../../drivers';
import { endLeftovers } from '../session/end-all';
import { guestRunner, runnerEnv } from '../session/guest';
import { leaveMachine } from '../session/leave';
import { type Limits, deadlineOf } from '../session/limits';
import { type Parts, REAL_PARTS } from '../session/parts';
import { type BoxPlan, placeBox, planBox } from '../session/plan';
import { destroyMachine, furnish, limitsOf, prepareHost, startMachine } from '../session/prepare';
import { notice } from '../session/session';
import { takeBoxLease } from '../session/take-box-lease';
import { whileAlive } from '../session/while-alive';
import { collect } from './collect';
import { finishAttempt, finishRun } from './finish';
import { type Run, beginRun } from './run';
import { openRunLog } from './run-log';
import { adviceOn, isWorthKeeping, isWorthRetrying, tellOfRestraint } from './second-chance';
import { RunFailure } from '../session/verdict';

/** Runs a box and leaves its evidence. True when the verdict is `passed`; raises only for input that cannot be run. */
export async function vmRun(
  options: BoxDefinition,
  task: Task,
  parts: Parts = REAL_PARTS,
): Promise<boolean> {
  const place = placeBox(options, task);
  await endLeftovers(task, parts);
  retractEvidence(place.evidenceDir, place.box.name);
  const plan = await planBox(place, task, parts);
  const lease = await takeRunLease(plan, task, parts);
  let kept = false;
  try {
    const run = beginRun(plan, task, parts, lease);
    await lease.answerFor(run.evidence.pending);
    kept = await runAttempts(run);
    return await finishRun(run);
  } finally {
    if (!kept) await lease.end();
  }
}

function takeRunLease({ box }: BoxPlan, task: Task, parts: Parts): Promise<HeldLease> {
  return takeBoxLease(box.name, 'run', deadlineOf(box.options), task, parts);
}

/** Attempt after attempt. True when the machine of the last one was left to its keeper. */
async function runAttempts(run: Run): Promise<boolean> {
  let kept = await attempt(run);
  while (isWorthRetrying(run) && (await finishAttempt(run))) kept = await attempt(run);
  tellOfRestraint(run);
  return kept;
}

async function attempt(run: Run): Promise<boolean> {
  if (!(await prepareHost(run))) return false;
  const limits = limitsOf(run);
  const machine = await startMachine(run, limits);
  if (machine !== undefined) await workIn(run, machine, limits);
  run.advice = await adviceOn(run);
  if (machine !== undefined && isWorthKeeping(run) && (await keep(run, machine))) return true;
  await destroyMachine(run, machine);
  return false;
}

/** True when the machine stays. That it cannot is no reason to lose what the runner said. */
async function keep(run: Run, machine: Machine): Promise<boolean> {
  try {
    return await leaveMachine(run, machine, run.plan.box.options.keepFor);
  } catch (error) {
    notice(run, 'warn', `The machine does not stay. ${(error as Error).message}`);
    return false;
  }
}

async function workIn(run: Run, machine: Machine, limits: Limits): Promise<void> {
  const { phases, plan, task } = run;
  if (await furnish(run, machine, limits)) {
    const options = { ...limits('run'), detail: plan.box.options.runner };
    await phases.run(
      'run',
      (signal) => whileAlive(machine, task.signal, runRunner(run, machine, signal)),
      options,
    );
  }
  await phases.run(
    'collect',
    (signal, describe) => whileAlive(machine, task.signal, collect(run, machine, signal, describe)),
    limits('collect'),
  );
}

const DROPPED =
  'The connection to the guest has dropped. The runner goes on; it is listened to again.';

async function runRunner(run: Run, machine: Machine, signal: AbortSignal): Promise<void> {
  const { box, runner } = run.plan;
  const log = openRunLog(run.evidence.staging.log, undefined, run.redaction.lines());
  try {
    const result = await machine.channel.exec(
      [guestRunner(runner.path), ...box.options.runnerArgs],
      {
        env: runnerEnv(box.name, box.options),
        signal,
        endSession: true,
        detached: true,
        onDropped: () => notice(run, 'warn', DROPPED),
        onLine: (raw) => {
          const line = log.write(raw);
          if (line === undefined) return;
          run.reporter.emit({ type: 'output', scope: box.name, source: box.name, line });
        },
      },
    );
    if (result.ending !== 'exited') {
      // Interrupted or out of time; the phase knows which.
      signal.throwIfAborted();
      // A guest that goes down ends its connections first: while this waits, the machine can say what became of it.
      await machine.channel.exec(['true'], { signal });
      signal.throwIfAborted();
      const lost = 'The connection to the guest was lost while the runner ran';
      throw new RunFailure('infra', withTrouble(lost, machine));
    }
    run.runnerExitCode = result.exitCode ?? null;
    if (result.exitCode !== 0) {
      const ended = `The runner ended with exit code ${result.exitCode}`;
      throw new RunFailure('failed', withTrouble(ended, machine));
    }
  } finally {
    log.close();
  }
  // After the runner's own word, which a full disk cannot take back.
  if (log.failure !== undefined) throw log.failure;
}

/** The sentence, with what the guest's console said about trouble: an exit code may come from the guest's kernel. */
const withTrouble = (sentence: string, machine: Machine) =>
  `${[sentence, ...machine.trouble()].join('; before that, ')}.`;
