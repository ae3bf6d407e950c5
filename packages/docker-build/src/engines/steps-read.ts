// What an engine prints, read as the steps of its build. Each builder has a table of what its lines mean; a line that
// no entry knows was printed by a program of the build.

import { OWNER_VARIABLE } from './owner';

/** An instruction of the Dockerfile as the engine carries it out. */
export interface BuildStep {
  /** Of the stage, as the engine names it: by its name, its number, or not at all. */
  readonly stage: string | undefined;
  /** E.g. `4/7`, as the engine counts. */
  readonly position: string;
  /** The instruction in one line; the engine may have replaced variables in it. */
  readonly text: string;
}

export interface EndedStep extends BuildStep {
  readonly durationMs: number;
  readonly isCached: boolean;
}

/** What a line means; `key` tells steps apart that run at the same time. */
type Meaning =
  | { type: 'started'; key: string; step: BuildStep }
  | { type: 'cached' | 'ended' | 'failed'; key: string }
  | { type: 'output'; line: string }
  | { type: 'noise' };

interface Entry {
  readonly line: RegExp;
  readonly means: (match: RegExpExecArray) => Meaning;
}

export type Reading = readonly Entry[];

const noise = (line: RegExp): Entry => ({ line, means: () => ({ type: 'noise' }) });
const ONE = 'one after another';
const started = (
  key: string,
  stage: string | undefined,
  [done, total]: readonly (string | undefined)[],
  text: string | undefined,
): Meaning => ({
  type: 'started',
  key,
  step: { stage, position: `${done}/${total}`, text: text?.trim() ?? '' },
});

/** Buildah and podman. */
export const READ_DAEMONLESS: Reading = [
  {
    line: /^(?:\[(\d+)\/\d+\] )?STEP (\d+)\/(\d+): (.*)$/,
    means: ([, stage, done, total, text]) => started(ONE, stage, [done, total], text),
  },
  { line: /^--> Using cache/, means: () => ({ type: 'cached', key: ONE }) },
  noise(/^--> [0-9a-f]+$/),
  noise(/^(?:\[\d+\/\d+\] )?COMMIT/),
  noise(/^[0-9a-f]{64}$/),
  noise(/^Successfully tagged /),
  {
    line: /^\[Warning\] one or more build args were not consumed: \[(.*)\]$/,
    means: ([line = '', names = '']) => {
      const others = names.split(' ').filter((name) => name !== OWNER_VARIABLE);
      const told = line.replace(names, others.join(' '));
      return others.length === 0 ? { type: 'noise' } : { type: 'output', line: told };
    },
  },
  noise(/^(?:Getting image source|Storing) signatures$/),
];

export const READ_BUILDKIT: Reading = [
  {
    line: /^#(\d+) \[(?:([^\]]+) )?(\d+)\/(\d+)\] (.*)$/,
    means: ([, key = '', stage, done, total, text]) => started(key, stage, [done, total], text),
  },
  { line: /^#(\d+) CACHED$/, means: ([, key = '']) => ({ type: 'cached', key }) },
  { line: /^#(\d+) DONE /, means: ([, key = '']) => ({ type: 'ended', key }) },
  { line: /^#(\d+) ERROR: /, means: ([, key = '']) => ({ type: 'failed', key }) },
  { line: /^#\d+ \d+\.\d+ (.*)$/, means: ([, line = '']) => ({ type: 'output', line }) },
  noise(/^#\d+ /),
  noise(/^$/),
  noise(/^-+$/),
  noise(/^ > \[/),
];

/** The builder of Docker before BuildKit. */
export const READ_LEGACY: Reading = [
  {
    line: /^Step (\d+)\/(\d+) : (.*)$/,
    means: ([, done, total, text]) => started(ONE, undefined, [done, total], text),
  },
  { line: /^ ---> Using cache$/, means: () => ({ type: 'cached', key: ONE }) },
  noise(/^ ---> /),
  noise(
    /^(?:Removing intermediate container|Successfully (?:built|tagged)|Sending build context) /,
  ),
  noise(
    /^(?:DEPRECATED: |\s+(?:BuildKit is currently disabled|environment-variable|Install the buildx))/,
  ),
  noise(/^$/),
];

/** Reads the lines of one command. Time is that of `now`, in ms. */
export class StepReader {
  private readonly running = new Map<string, BuildStep & { since: number; isCached: boolean }>();
  /** The last that failed, else the last that began. */
  private last: BuildStep | undefined;
  private hasFailed = false;

  constructor(
    private readonly reading: Reading,
    private readonly onStart: (step: BuildStep) => void,
    private readonly onEnd: (step: EndedStep) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What of a line is for people; undefined when only the engine's own bookkeeping. */
  read(line: string): string | undefined {
    for (const entry of this.reading) {
      const match = entry.line.exec(line);
      if (match !== null) return this.take(entry.means(match));
    }
    return line;
  }

  /** The command has ended. What is still open is a step that failed, if the command did. */
  end(succeeded: boolean): BuildStep | undefined {
    if (succeeded) for (const key of this.running.keys()) this.finish(key);
    return succeeded ? undefined : this.last;
  }

  private take(meaning: Meaning): string | undefined {
    if (meaning.type === 'output') return meaning.line;
    if (meaning.type === 'started') this.start(meaning.key, meaning.step);
    if (meaning.type === 'ended') this.finish(meaning.key);
    if (meaning.type === 'cached') this.cache(meaning.key);
    if (meaning.type === 'failed') this.fail(meaning.key);
    return undefined;
  }

  private start(key: string, step: BuildStep): void {
    // BuildKit names a step again when it goes on after another one.
    if (this.running.get(key)?.text === step.text && key !== ONE) return;
    this.finish(key);
    this.running.set(key, { ...step, since: this.now(), isCached: false });
    if (!this.hasFailed) this.last = step;
    this.onStart(step);
  }

  private cache(key: string): void {
    const step = this.running.get(key);
    if (step !== undefined) this.running.set(key, { ...step, isCached: true });
    if (key !== ONE) this.finish(key);
  }

  private fail(key: string): void {
    this.last = this.running.get(key) ?? this.last;
    this.hasFailed = true;
    this.running.delete(key);
  }

  private finish(key: string): void {
    const step = this.running.get(key);
    if (step === undefined) return;
    this.running.delete(key);
    const { stage, position, text, since, isCached } = step;
    this.onEnd({ stage, position, text, isCached, durationMs: Math.round(this.now() - since) });
  }
}
