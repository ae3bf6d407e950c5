import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FlightlineEvent, Reporter } from '@flightline/core/events';
import { freeSpace } from '@flightline/core/host';
import { type Runner, describeEnding } from '@flightline/core/process';
import type { Redaction } from '@flightline/core/redaction';
import type { LifeLine, Setup, Step, Steps } from '../../engines/engine';
import { type Failure, runSteps } from '../../engines/run-steps';
import { type Reading, StepReader } from '../../engines/steps-read';
import { commandLine } from './describe-plan';
import { type FailureFacts, buildFailed } from './failure';

const LAST_LINES = 15;

/** With less on the disk of its folder than this a build had no room, in bytes. */
const LEAST_ROOM = 64 * 1024;

type Progress = Omit<Extract<FlightlineEvent, { type: 'progress' }>, 'type' | 'scope' | 'phase'>;

/** Commands are started in `cwd`; everything that they print is added to `log`. */
export interface PhaseContext extends FailureFacts {
  /** The release project. */
  readonly scope: string;
  readonly lifeLine: LifeLine;
  readonly runner: Runner;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Takes out what nobody may see. */
  readonly redaction: Redaction;
}

class LastLines {
  private lines: string[] = [];

  get all(): readonly string[] {
    return this.lines;
  }

  add(line: string): void {
    this.lines = [...this.lines.slice(1 - LAST_LINES), line];
  }

  clear(): void {
    this.lines = [];
  }
}

/** The phases of one build as they happen: told and timed, with what their commands print shown and logged. */
export class Phases {
  /** Those that have ended, in order; ms. */
  readonly times: { phase: string; durationMs: number }[] = [];

  /** Fires when the log cannot be written; its reason says why. */
  private readonly unwritable = new AbortController();

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

  /**
   * Runs the commands of an engine. Raises BUILD_FAILED, TOOL_FAILED or DISK_FULL, with the step and its last lines; what
   * the system says of a log that cannot be written ends them, too.
   */
  async commands({ engine, reading }: Setup, steps: Steps): Promise<void> {
    const { runner, cwd, redaction, lifeLine } = this.context;
    const signal = AbortSignal.any([this.context.signal, this.unwritable.signal]);
    const hide = redaction.lines();
    const lastLines = new LastLines();
    let reader = this.reader(reading);
    const onLine = (raw: string) => {
      // The legacy builder of Docker gives colours to what programs say.
      const line = hide(stripVTControlCharacters(raw));
      this.log(line);
      const shown = reader.read(line);
      if (shown === undefined) return;
      lastLines.add(shown);
      this.context.reporter.emit({
        type: 'output',
        scope: this.context.scope,
        source: engine,
        line: shown,
      });
    };
    const onStep = (step: Step) => {
      reader.end(true);
      reader = this.reader(reading);
      lastLines.clear();
      this.log(`$ ${redaction.text(commandLine(step))}`);
    };
    let failure: Failure | undefined;
    try {
      failure = await runSteps(steps, runner, { cwd, signal, onLine, lifeLine }, onStep);
    } finally {
      this.unwritable.signal.throwIfAborted();
    }
    const step = reader.end(failure === undefined);
    if (failure === undefined) return;
    const command = redaction.text(commandLine(failure.step));
    const ending = describeEnding(failure.result);
    const wasKilled = failure.result.ending === 'signalled';
    const hasNoRoom = freeSpace(dirname(this.context.log)) < LEAST_ROOM;
    const said = { lastLines: lastLines.all, hasNoRoom };
    throw buildFailed({ command, ending, wasKilled, step, ...said }, this.context);
  }

  private reader(reading: Reading): StepReader {
    const { reporter, scope } = this.context;
    return new StepReader(
      reading,
      ({ position, text }) => {
        reporter.emit({ type: 'phase-started', scope, phase: `step ${position}`, detail: text });
      },
      ({ position, text, isCached, durationMs }) =>
        reporter.emit({
          type: 'phase-ended',
          scope,
          phase: `step ${position}`,
          ok: true,
          durationMs,
          detail: isCached ? `${text} (cached)` : text,
        }),
    );
  }

  /** How far a long phase is. */
  progress(phase: string, progress: Progress): void {
    this.context.reporter.emit({ type: 'progress', scope: this.context.scope, phase, ...progress });
  }

  private log(line: string): void {
    const path = this.context.log;
    try {
      appendFileSync(path, `${line}\n`);
    } catch (error) {
      // Lines come while an engine runs, where nobody would catch it.
      this.unwritable.abort(Object.assign(error as Error, { path }));
    }
  }
}
