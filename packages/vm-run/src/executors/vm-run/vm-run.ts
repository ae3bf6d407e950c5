// The run of one box: phase after phase, whatever happens the machine is destroyed and the evidence committed.
import { EnvironmentError } from '@flightline/core/errors';
import { hasFailed, runChecks } from '@flightline/core/check';
import { retractEvidence } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { BoxDefinition } from '@flightline/core/model';
import type { Machine } from '../../drivers';
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
  const scope = plan.box.name;
  run.image = await run.parts.provideImage(plan.image, {
    runner: task.runner,
    signal,
    cacheDir: cacheDir(task.env),
    env: task.env,
    onProgress: (progress) =>
      reporter.emit({ type: 'progress', scope, phase: 'image', ...progress }),
    notice: (message) => notice(run, 'warn', message),
  });
  describe(`${plan.image.uri} ${run.image.digest.slice(0, 19)}`);
}

/** Everything between the start of the machine and its end. */
async function useMachine(run: Run): Promise<void> {
  const { phases, plan } = run;
  const { timeouts } = plan.box.options;
  const stretch = 1000 * (run.facts?.emulated === true ? EMULATION_FACTOR : 1);
  const totalEnds = performance.now() + timeouts.total * stretch;
  const limit = (name: 'boot' | 'push' | 'run' | 'collect') => ({
    timeout: Math.max(1, Math.min(timeouts[name] * stretch, totalEnds - performance.now())),
  });

  const machine = await phases.run(
    'machine',
    (signal, describe) => boot(run, timeouts.boot * stretch, signal, describe),
    {
      ...limit('boot'),
      detail: 'starting',
    },
  );
  if (machine === undefined) return;
  try {
    const alive = <T>(work: Promise<T>) => whileAlive(machine, work);
    await phases.run(
      'push',
      (signal, describe) => alive(push(run, machine, signal, describe)),
      limit('push'),
    );
    if (phases.failure === undefined) {
      const options = { ...limit('run'), detail: plan.box.options.runner };
      await phases.run('run', (signal) => alive(runRunner(run, machine, signal)), options);
    }
    const options = { timeout: timeouts.collect * stretch };
    await phases.run(
      'collect',
      (signal, describe) => alive(collect(run, machine, signal, describe)),
      options,
    );
  } finally {
    await phases.run('destroy', () => machine.destroy(), { uninterruptible: true });
  }
}

async function boot(
  run: Run,
  bootTimeout: number,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<Machine> {
  const { plan, evidence } = run;
  const { memory, cpus, disk, hostname, user, network } = plan.box.options;
  if (run.image === undefined) throw new Error('The image phase passed without an image.');
  const spec = {
    box: plan.box.name,
    image: run.image,
    memory,
    cpus,
    disk,
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
        onLine: (line) =>
          run.reporter.emit({
            type: 'output',
            scope: box.name,
            source: box.name,
            line: log.write(line),
          }),
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

/** Fails as soon as the machine dies, instead of waiting for an answer that will never come. */
function whileAlive<T>(machine: Machine, work: Promise<T>): Promise<T> {
  const death = machine.died.then((because): never => {
    throw new RunFailure('infra', because);
  });
  return Promise.race([work, death]);
}
