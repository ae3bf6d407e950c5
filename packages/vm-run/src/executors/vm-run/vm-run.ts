// The run of one box: phase after phase, whatever happens the machine is destroyed and the evidence committed.
import { EnvironmentError } from '@flightline/core/errors';
import { hasFailed, runChecks } from '@flightline/core/check';
import { retractEvidence } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import type { BoxDefinition } from '@flightline/core/model';
import type { Machine } from '../../drivers';
import { imageContext } from '../image-context';
import { collect } from './collect';
import { finishRun } from './finish';
import {
  GUEST_ARTIFACTS,
  guestFacts,
  guestRunner,
  makeFolders,
  pushRunner,
  runnerEnv,
} from './guest';
import { type Parts, REAL_PARTS } from './parts';
import { placeBox, planVmRun } from './plan';
import { type Run, beginRun, driverContext, notice } from './run';
import { openRunLog } from './run-log';
import { RunFailure } from './verdict';

/** Without hardware help a guest takes several times as long; its time limits are stretched by this. */
const EMULATION_FACTOR = 4;

/** An image is built or fetched once per host, so its time counts in no other limit. */
const IMAGE_TIMEOUT_MS = 30 * 60_000;

/** Runs a box and leaves its evidence. True when the verdict is `passed`; raises only for input that cannot be run. */
export async function vmRun(
  options: BoxDefinition,
  task: Task,
  parts: Parts = REAL_PARTS,
): Promise<boolean> {
  const place = placeBox(options, task);
  retractEvidence(place.evidenceDir, place.box.name);
  const plan = await planVmRun(place, task, parts);
  const run = beginRun(plan, task, parts);

  await run.phases.run('host', (_signal, describe) => checkHost(run, describe));
  if (run.phases.failure === undefined) {
    const timeout = IMAGE_TIMEOUT_MS;
    await run.phases.run('image', (signal, describe) => takeImage(run, signal, describe), {
      timeout,
      detail: plan.image.uri,
    });
  }
  if (run.phases.failure === undefined) await useMachine(run);
  return finishRun(run);
}

async function checkHost(run: Run, describe: (detail: string) => void): Promise<void> {
  const { plan, task } = run;
  const usable = await plan.driver.probe(driverContext(run, 'host', task.signal));
  if (!usable.usable) throw new EnvironmentError('DRIVER_UNUSABLE', usable.because, usable.fix);
  run.facts = usable.facts;
  if (usable.facts.warning !== undefined) notice(run, 'warn', usable.facts.warning);
  const { releaseRoot, box } = plan;
  const { runner, signal, workspaceRoot, env } = task;
  const results = await runChecks(run.parts.hostChecks, {
    runner,
    signal,
    workspaceRoot,
    env,
    releaseRoot,
    boxes: [box],
  });
  for (const { outcome } of results) {
    if (outcome.status === 'warn') notice(run, 'warn', `${outcome.because} ${outcome.fix}`);
  }
  if (hasFailed(results)) {
    const failed = results.flatMap(({ outcome }) => (outcome.status === 'fail' ? [outcome] : []));
    throw new EnvironmentError(
      'HOST_UNFIT',
      failed.map(({ because }) => because).join(' '),
      failed.map(({ fix }) => fix).join('\n'),
      { problems: failed.flatMap(({ problems = [] }) => problems) },
    );
  }
  const { version, accelerator, emulated } = usable.facts;
  const slow = emulated ? `, emulated: time limits are ${EMULATION_FACTOR} times as long` : '';
  describe(`${plan.driver.name} ${version}, ${accelerator}${slow}`);
}

async function takeImage(
  run: Run,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<void> {
  const { plan, task, reporter } = run;
  run.image = await run.parts.provideImage(plan.image, imageContext(task, reporter, signal));
  describe(`${plan.image.uri} ${run.image.digest.slice(0, 19)}`);
}

/** Everything between the start of the machine and its end. */
async function useMachine(run: Run): Promise<void> {
  const { phases } = run;
  const limits = runLimits(run);
  const bootTimeout = limits('boot').timeout;
  // The driver keeps the limit of a boot itself: it knows what the console said last.
  const machine = await phases.run(
    'machine',
    (signal, describe) => boot(run, bootTimeout, signal, describe),
    { detail: 'starting' },
  );
  if (machine === undefined) return;
  try {
    await workIn(run, machine, limits);
  } finally {
    await phases.run('destroy', () => machine.destroy(), { uninterruptible: true });
  }
}

async function workIn(run: Run, machine: Machine, limits: Limits): Promise<void> {
  const { phases, plan, task } = run;
  const alive = <T>(work: Promise<T>) => whileAlive(machine, task.signal, work);
  await phases.run(
    'push',
    (signal, describe) => alive(push(run, machine, signal, describe)),
    limits('push'),
  );
  if (phases.failure === undefined) {
    await phases.run('run', (signal) => alive(runRunner(run, machine, signal)), {
      ...limits('run'),
      detail: plan.box.options.runner,
    });
  }
  await phases.run(
    'collect',
    (signal, describe) => alive(collect(run, machine, signal, describe)),
    limits('collect'),
  );
}

type Limits = (phase: 'boot' | 'push' | 'run' | 'collect') => {
  timeout: number;
  limitText?: string;
};

/** The time limits of a run, in ms. The total ends a phase early; what a run left is always collected. */
function runLimits({ facts, plan }: Run): Limits {
  const { timeouts } = plan.box.options;
  const stretch = 1000 * (facts?.emulated === true ? EMULATION_FACTOR : 1);
  const total = timeouts.total * stretch;
  const totalEnds = performance.now() + total;
  return (phase) => {
    const own = timeouts[phase] * stretch;
    const left = Math.max(1, totalEnds - performance.now());
    if (phase === 'collect' || own <= left) return { timeout: own };
    return { timeout: left, limitText: `what was left of the run's total of ${total / 1000} s` };
  };
}

async function boot(
  run: Run,
  bootTimeout: number,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<Machine> {
  const { plan, evidence } = run;
  const { memory, cpus, disk, firmware, hostname, user, network } = plan.box.options;
  if (run.image === undefined) throw new Error('The image phase passed without an image.');
  const spec = {
    box: plan.box.name,
    image: run.image,
    memory,
    cpus,
    disk,
    firmware,
    hostname,
    user,
    network,
    bootTimeout,
    consoleLog: evidence.staging.console,
  };
  const machine = await plan.driver.boot(spec, driverContext(run, 'machine', signal));
  run.guest = await guestFacts(machine.channel, signal);
  describe(run.guest['os'] ?? 'up');
  return machine;
}

async function push(
  run: Run,
  machine: Machine,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<void> {
  const { artifact, runner, box } = run.plan;
  await makeFolders(machine.channel, box.options, signal);
  await machine.channel.push(artifact.path, GUEST_ARTIFACTS, { signal });
  await pushRunner(machine.channel, runner.path, signal);
  describe(`${box.options.artifact} and ${box.options.runner}`);
}

async function runRunner(run: Run, machine: Machine, signal: AbortSignal): Promise<void> {
  const { box, runner } = run.plan;
  const log = openRunLog(run.evidence.staging.log);
  try {
    const result = await machine.channel.exec(
      [guestRunner(runner.path), ...box.options.runnerArgs],
      {
        env: runnerEnv(box.name, box.options),
        signal,
        onLine: (raw) => {
          const line = log.write(raw);
          if (line === undefined) return;
          run.reporter.emit({ type: 'output', scope: box.name, source: box.name, line });
        },
      },
    );
    // Interrupted or out of time; the phase knows which.
    signal.throwIfAborted();
    if (result.ending !== 'exited') {
      throw new RunFailure('infra', 'The connection to the guest was lost while the runner ran.');
    }
    run.runnerExitCode = result.exitCode ?? null;
    if (result.exitCode !== 0)
      throw new RunFailure('failed', `The runner ended with exit code ${result.exitCode}.`);
  } finally {
    log.close();
  }
}

/** Fails as soon as the machine dies or the run is interrupted; nobody waits for a guest that is to be destroyed. */
function whileAlive<T>(machine: Machine, signal: AbortSignal, work: Promise<T>): Promise<T> {
  const death = machine.died.then((because): never => {
    throw new RunFailure('infra', because);
  });
  const interruption = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Error('interrupted'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, death, interruption]);
}
