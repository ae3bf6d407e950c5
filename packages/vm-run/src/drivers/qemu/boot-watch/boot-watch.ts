// Keeps what the lines of one console mean, in their order. It knows no clock and no file.
import { type BootCode, recognise } from './recognisers';
import { SILENCE, type Stage, silenceLimit, stageAfter } from './silence';

/** Why a guest will not come up. */
export interface Finding {
  /** The second half of a sentence, with the line that proves it. */
  because: string;
  code: BootCode;
}

/** Starts of the same thing in one boot. A kernel may start another one (kexec); three are a loop. */
const STARTS: readonly RegExp[] = [/(?:^|\] )Linux version \d/, /^Booting from Hard Disk\.\.\./];
const MOST_STARTS = 2;

/** Clues that are kept; the first lead to the cause, and a guest can repeat them for ever. */
const KEPT_CLUES = 3;
/** A line is quoted no longer than this. */
const QUOTED = 200;

export class BootWatch {
  private found: Finding | undefined;
  private readonly clues: string[] = [];
  private readonly starts = STARTS.map(() => 0);
  private stage: Stage = 'firmware';
  private quiet = 0;
  private up = false;

  /** `bootTimeout`: the limit of the boot, in ms. */
  constructor(private readonly bootTimeout: number) {}

  /** Takes a line without control characters. */
  line(line: string): void {
    this.countStart(line);
    this.prompt(line);
  }

  /** Takes what may be the beginning of a line that comes later, or a prompt. */
  prompt(line: string): void {
    this.stage = stageAfter(this.stage, line);
    const known = recognise(line);
    if (known === undefined) return;
    const because = `${known.meaning} (${quoted(line)})`;
    if (known.clue) this.keep(because);
    else this.conclude({ because, code: known.code });
  }

  /** The guest gave a sign of life. */
  sign(): void {
    this.quiet = 0;
  }

  /** The guest was listened to for so many ms and gave none. */
  silence(ms: number): void {
    this.quiet += ms;
    if (this.up || this.quiet < silenceLimit(this.bootTimeout)) return;
    const { meaning, code } = SILENCE[this.stage];
    const seconds = Math.round(this.quiet / 1000);
    this.conclude({ because: `it gave no sign of life for ${seconds} s: ${meaning}`, code });
  }

  /** The machine takes commands. From now on nothing ends the boot; what is seen is kept for its end. */
  cameUp(): void {
    this.up = true;
    this.found = undefined;
    this.clues.length = 0;
  }

  /** What ends the boot, with the clues that came before. */
  get finding(): Finding | undefined {
    if (this.found === undefined) return undefined;
    const { because, code } = this.found;
    return { because: [because, ...this.hints()].join('; '), code };
  }

  /** What may explain an end that the console does not. */
  hints(): readonly string[] {
    return this.clues.map((clue) => `before that, ${clue}`);
  }

  /** All that was seen, the last first; second halves of sentences. */
  get trouble(): readonly string[] {
    return [...(this.found === undefined ? [] : [this.found.because]), ...this.clues.toReversed()];
  }

  private countStart(line: string): void {
    const which = STARTS.findIndex((start) => start.test(line));
    if (which < 0) return;
    const count = (this.starts[which] ?? 0) + 1;
    this.starts[which] = count;
    if (count <= MOST_STARTS) return;
    const because = `the guest starts over and over (${count} times ${quoted(line)})`;
    this.conclude({ because, code: 'BOOT_BROKEN' });
  }

  /** Before the guest is up the first finding counts, for it is the cause of the others; after it the last. */
  private conclude(finding: Finding): void {
    if (this.found !== undefined && !this.up) return;
    if (this.found !== undefined) this.keep(this.found.because);
    this.found = finding;
  }

  private keep(clue: string): void {
    if (this.clues.length < KEPT_CLUES && !this.clues.includes(clue)) this.clues.push(clue);
  }
}

function quoted(line: string): string {
  return `'${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}'`;
}
