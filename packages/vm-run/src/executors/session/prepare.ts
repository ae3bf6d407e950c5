// The way to a machine with the release in it, and its end: the phases host, admit, image, machine, push and destroy.
import { demandWithin, shareOf } from '@flightline/core/admission';
import { hasFailed, runChecks } from '@flightline/core/check';
import { EnvironmentError } from '@flightline/core/errors';
import { openProjectFiles } from '@flightline/core/files';
import type { DriverFacts, Machine } from '../../drivers';
import { cacheDir } from '@flightline/core/host';
import type { Image } from '../../images';
import { admitMachine, inBootPlace, inLine } from './admit';
import { SURVEY, furnishGuest } from './guest';
import { imageContext } from './image-context';
import { EMULATION_FACTOR, IMAGE_TIMEOUT_MS, type Limits, limitsFrom } from './limits';
import { preparationOf } from './preparation';
import { type Session, hostContext, notice } from './session';
import { whileAlive } from './while-alive';

/** True when host and image are fit and there is room for a machine; else the phases know why. */
export async function prepareHost(session: Session): Promise<boolean> {
  const { phases, plan } = session;
  const facts = await phases.run('host', (_signal, describe) => checkHost(session, describe));
  if (facts === undefined) return false;
  session.facts = facts;
  if (!(await admitMachine(session))) return false;
  session.image = await phases.run(
    'image',
    (signal, describe) => takeImage(session, signal, describe),
    { timeout: IMAGE_TIMEOUT_MS, detail: plan.image.uri },
  );
  return session.image !== undefined;
}

/** The limits of a run from now on, without the time that it waits for others. */
export function limitsOf({ facts, phases, plan }: Session): Limits {
  return limitsFrom(facts, plan.box.options.timeouts, () => phases.timeOf('admit'));
}

/** Resolves to undefined when the machine did not come up; then its lease holds what files are left of it. */
export async function startMachine(session: Session, limits: Limits): Promise<Machine | undefined> {
  // The driver keeps the limit of a boot itself: it knows what the console said last.
  return session.phases.run(
    'machine',
    (signal, describe) => boot(session, limits, signal, describe),
    { detail: 'starting' },
  );
}

/** Puts artifact and runner into a machine. True when they are there. */
export async function furnish(
  session: Session,
  machine: Machine,
  limits: Limits,
): Promise<boolean> {
  const { phases, task } = session;
  await phases.run(
    'push',
    (signal, describe) =>
      whileAlive(machine, task.signal, push(session, machine, signal, describe)),
    limits('push'),
  );
  return phases.failure === undefined;
}

/** Ends a machine and empties its lease for another one, also when none came up. */
export async function destroyMachine(
  { phases, lease }: Session,
  machine: Machine | undefined,
): Promise<void> {
  // The verdict is known. What resists here resists the end of the lease, too, and is told then.
  if (machine === undefined) return lease.clear().catch(() => undefined);
  const end = async () => {
    await machine.destroy();
    await lease.clear();
  };
  await phases.run('destroy', end, { uninterruptible: true });
}

async function checkHost(
  session: Session,
  describe: (detail: string) => void,
): Promise<DriverFacts> {
  const { plan, task } = session;
  const usable = await plan.driver.probe(hostContext(session, 'host', task.signal));
  if (!usable.usable) throw new EnvironmentError('DRIVER_UNUSABLE', usable.because, usable.fix);
  const budget = session.parts.readBudget(task.env, cacheDir(task.env));
  demandWithin(budget, shareOf(plan.box, usable.facts.emulated), plan.box.name);
  if (usable.facts.warning !== undefined) notice(session, 'warn', usable.facts.warning);
  const { releaseRoot, box } = plan;
  const { runner, signal, workspaceRoot, env } = task;
  const results = await runChecks(session.parts.hostChecks, {
    runner,
    signal,
    workspaceRoot,
    env,
    releaseRoot,
    boxes: [box],
    targets: {},
    files: openProjectFiles(workspaceRoot, releaseRoot),
  });
  for (const { outcome } of results) {
    if (outcome.status === 'warn') notice(session, 'warn', `${outcome.because} ${outcome.fix}`);
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
  return usable.facts;
}

async function takeImage(
  session: Session,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<Image> {
  const { plan, task, reporter } = session;
  const image = await session.parts.provideImage(plan.image, imageContext(task, reporter, signal));
  describe(`${plan.image.uri} ${image.digest.slice(0, 19)}`);
  return image;
}

async function boot(
  session: Session,
  limits: Limits,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<Machine> {
  const { plan, image, lease, consoleLog } = session;
  const { memory, cpus, disk, firmware, hostname, user, network, warm } = plan.box.options;
  if (image === undefined) throw new Error('The image phase passed without an image.');
  const spec = {
    box: plan.box.name,
    ...{ image, memory, cpus, disk, firmware, hostname, user, network, warm, consoleLog },
    bootTimeout: limits('boot').timeout,
    survey: SURVEY,
    prepare: preparationOf(plan, limits('prepare').timeout),
  };
  const context = {
    ...hostContext(session, 'machine', signal),
    ...{ lease, redaction: session.redaction },
    coldBoot: <T>(use: () => Promise<T>) => inBootPlace(session, use),
    inLine: <T>(what: string, wait: () => Promise<T>) => inLine(session, what, wait),
  };
  const machine = await plan.driver.boot(spec, context);
  session.guest = machine.guest;
  const os = session.guest['os'] ?? 'up';
  describe(machine.start === 'warm' ? `${os}, a clone of its template` : os);
  return machine;
}

async function push(
  session: Session,
  machine: Machine,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<void> {
  const { artifact, runner, box } = session.plan;
  const what = { artifact: artifact.path, runner: runner.path };
  await furnishGuest(machine.channel, what, session.lease.folder, signal);
  describe(`${box.options.artifact} and ${box.options.runner}`);
}
