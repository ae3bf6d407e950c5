import { appendFileSync } from 'node:fs';
import { UserError } from '@flightline/core/errors';
import type { FlightlineEvent, Reporter } from '@flightline/core/events';
import { type Runner, describeEnding } from '@flightline/core/process';
import type { Steps } from '../../engines/engine';
import { type Failure, runSteps } from '../../engines/run-steps';
import { commandLine } from './describe-plan';

const LAST_LINES = 15;

type Progress = Omit<Extract<FlightlineEvent, { type: 'progress' }>, 'type' | 'scope' | 'phase'>;

export interface PhaseContext {
  /** The release project. */
  readonly scope: string;
  /** Folder in which commands are started. */
  readonly cwd: string;
  /** File to which everything is added that the commands print. */
  readonly log: string;
  readonly runner: Runner;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** The phases of one build as they happen: told and timed, with what their commands print shown and logged. */
export class Phases {
  /** Those that have ended, in order; ms. */
  readonly times: { phase: string; durationMs: number }[] = [];

  constructor(private readonly context: PhaseContext) {}

  /** Does the work of one phase; `detail` says what came of it. */
  async run<T>(
    phase: string,
    work: () => T | Promise<T>,
    detail: (result: T) => string = () => '',
  ): Promise<T> {
    const { reporter, scope } = this.context;
    const startedAt = performance.now();
    const end = (ok: boolean, text: string) => {
      const durationMs = Math.round(performance.now() - startedAt);
      this.times.push({ phase, durationMs });
      reporter.emit({ type: 'phase-ended', scope, phase, ok, durationMs, detail: text });
    };
    reporter.emit({ type: 'phase-started', scope, phase });
    try {
      const result = await work();
      end(true, detail(result));
      return result;
    } catch (error) {
      end(false, '');
      throw error;
    }
  }

  /** Runs the commands of an engine. Raises BUILD_FAILED with the last lines of the one that failed. */
  async commands(source: string, steps: Steps): Promise<void> {
    const { runner, cwd, signal } = this.context;
    let lastLines: string[] = [];
    const onLine = (line: string) => {
      lastLines = [...lastLines.slice(1 - LAST_LINES), line];
      this.show(source, line);
    };
    const failure = await runSteps(steps, runner, { cwd, signal, onLine }, (step) => {
      lastLines = [];
      this.log(`$ ${commandLine(step)}`);
    });
    if (failure !== undefined) throw this.failed(failure, lastLines);
  }

  /** How far a long phase is. */
  progress(phase: string, progress: Progress): void {
    this.context.reporter.emit({ type: 'progress', scope: this.context.scope, phase, ...progress });
  }

  private show(source: string, line: string): void {
    this.context.reporter.emit({ type: 'output', scope: this.context.scope, source, line });
    this.log(line);
  }

  private log(line: string): void {
    appendFileSync(this.context.log, `${line}\n`);
  }

  private failed({ step, result }: Failure, lastLines: readonly string[]): UserError {
    const what = `The command '${commandLine(step)}' ${describeEnding(result)}.`;
    return new UserError(
      'BUILD_FAILED',
      lastLines.length === 0 ? what : `${what} Its last lines were:`,
      `Run it in '${this.context.cwd}' to try by hand. Everything it said is in '${this.context.log}'.`,
      { problems: lastLines.map((message) => ({ message })) },
    );
  }
}
