import { closeSync, openSync, readSync } from 'node:fs';
import { printable } from '@flightline/core/events';
import { LineSplitter } from '@flightline/core/process';

/** How often the console's file is looked at, in ms. */
const LOOK_MS = 250;
const KEPT_LINES = 15;

/** Lines after which a guest will never come up, and what they mean. */
const FATAL: readonly (readonly [line: RegExp, meaning: string])[] = [
  [/Kernel panic - not syncing/, "the guest's kernel panicked"],
  [
    /Unable to mount root fs|ALERT!\s.* does not exist/,
    'the guest did not find its root file system',
  ],
  [
    /You are in emergency mode|Cannot open access to console, the root account is locked/,
    'the guest went into emergency mode',
  ],
  [/^No bootable device/, 'the image has nothing to boot from'],
  [/^\(initramfs\)/, 'the guest stopped in its initramfs'],
];

/** What a console line says about the end of a boot; undefined when it says nothing. */
export function fatalMeaning(line: string): string | undefined {
  return FATAL.find(([pattern]) => pattern.test(line))?.[1];
}

/** Reads along what a guest writes to its serial console. */
export class ConsoleWatch {
  /** Resolves when the guest says that it will not come up; names the line. */
  readonly fatal: Promise<string>;
  /** What `fatal` resolves with, once it has. */
  fatalReason: string | undefined;
  private readonly last: string[] = [];
  private readonly splitter: LineSplitter;
  private readonly timer: NodeJS.Timeout;
  private offset = 0;

  constructor(
    private readonly path: string,
    private onLine: (line: string) => void,
  ) {
    let report: (reason: string) => void = () => undefined;
    this.fatal = new Promise((resolve) => (report = resolve));
    this.splitter = new LineSplitter((raw) => {
      const line = clean(raw);
      if (line === '') return;
      this.last.push(line);
      if (this.last.length > KEPT_LINES) this.last.shift();
      const meaning = fatalMeaning(line);
      if (meaning !== undefined) report((this.fatalReason ??= `${meaning} ('${line}')`));
      this.onLine(line);
    });
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** The last lines, without control characters. */
  lastLines(): readonly string[] {
    this.look();
    return this.last;
  }

  /** Hands on no more lines; it still looks for the end of the guest. */
  mute(): void {
    this.onLine = () => undefined;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const file = openIfThere(this.path);
    if (file === undefined) return;
    try {
      const buffer = Buffer.alloc(64 * 1024);
      for (let read; (read = readSync(file, buffer, 0, buffer.length, this.offset)) > 0;) {
        this.offset += read;
        this.splitter.push(buffer.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

/** A console redraws its lines with carriage returns; what stood there last is what it says. */
function clean(line: string): string {
  return printable(line).replaceAll('\t', ' ').split('\n').at(-1)?.trim() ?? '';
}
