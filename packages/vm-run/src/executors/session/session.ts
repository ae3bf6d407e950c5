import { FlightlineError, renderError } from '@flightline/core/errors';
import type { Reporter } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { HeldLease } from '@flightline/core/leases';
import { type Redaction, redactionFor } from '@flightline/core/redaction';
import type { DriverFacts, GuestFacts, HostContext } from '../../drivers';
import type { Image } from '../../images';
import type { Parts } from './parts';
import type { Phases } from './phases';
import type { BoxPlan } from './plan';

/** What the phases around one machine share and find out. */
export interface Session {
  readonly plan: BoxPlan;
  readonly parts: Parts;
  readonly task: Task;
  readonly reporter: Reporter;
  readonly lease: HeldLease;
  /** Keeps secrets out of all that is written and told. */
  readonly redaction: Redaction;
  /** Absolute path of the file that takes the machine's serial console. */
  readonly consoleLog: string;
  /** Of the machine at hand; each attempt has its own. */
  phases: Phases;
  facts: DriverFacts | undefined;
  image: Image | undefined;
  guest: GuestFacts;
}

/** Knows the secrets of this host's environment and of the runner's. */
export const redactionOf = ({ box }: BoxPlan, { env }: Task): Redaction =>
  redactionFor({ ...env, ...box.options.runnerEnv });

/** What is known before anything has happened. */
export const NOTHING_KNOWN = { facts: undefined, image: undefined, guest: {} } as const;

export function hostContext(session: Session, phase: string, signal: AbortSignal): HostContext {
  const { task, reporter, plan } = session;
  return {
    runner: task.runner,
    signal,
    cacheDir: cacheDir(task.env),
    env: task.env,
    onProgress: (detail) =>
      reporter.emit({ type: 'progress', scope: plan.box.name, phase, detail }),
    notice: (message) => notice(session, 'warn', message),
  };
}

type Teller = Pick<Session, 'reporter' | 'plan'>;

export function notice({ reporter, plan }: Teller, level: 'info' | 'warn', message: string): void {
  reporter.emit({ type: 'notice', scope: plan.box.name, level, message });
}

/** Tells an error with its way out. */
export function tellError({ reporter, plan }: Teller, error: unknown): void {
  const code = error instanceof FlightlineError ? error.code : 'INTERNAL';
  reporter.emit({ type: 'error', scope: plan.box.name, code, lines: renderError(error) });
}
