// The guest's serial console: QEMU connects to our socket, and we are the only reader. So nothing is lost before
// the first byte, what is kept on disk is bounded, and a machine whose reader is gone writes nothing.
import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { printable } from '@flightline/core/events';
import { LineSplitter } from '@flightline/core/process';
import { type Redaction, byteRedaction } from '@flightline/core/redaction';
import { BootWatch, type Finding } from './boot-watch';
import { ConsoleLog } from './console-log';

/** How often a console is asked for a prompt or for silence, in ms. */
const LOOK_MS = 250;
/** Time we did not listen in, as our host or process slept, is no silence of the guest. In ms. */
const MOST_BETWEEN_LOOKS_MS = 2 * LOOK_MS;
/** How often the disk is asked for signs of life, in looks. */
const DISK_LOOKS = 8;

const KEPT_LINES = 15;
/** What is looked at of a line; a guest can write one without end. */
const MAX_LINE = 1024;

export interface ConsoleOptions {
  /** Path of the socket that QEMU connects to. */
  socket: string;
  /** Path of the file that takes what the guest writes. */
  log: string;
  /** In ms. */
  bootTimeout: number;
  onLine: (line: string) => void;
  /** What the machine said before, as the one it is a clone of. */
  before?: Buffer<ArrayBuffer>;
  /** What keeps secrets out of the log. */
  redaction?: Redaction;
}

/** Reads along what a guest writes to its serial console. */
export class Console {
  /** Resolves when the guest shows that it will not come up. */
  readonly fatal: Promise<string>;
  /** Resolves when QEMU has closed the console and all of it has been read. */
  private readonly ended: Promise<void>;
  private readonly watch: BootWatch;
  private readonly log: ConsoleLog;
  private readonly last: string[] = [];
  private readonly splitter = new LineSplitter((raw) => this.take(raw));
  private readonly timer: NodeJS.Timeout;
  private connection: Socket | undefined;
  private onLine: (line: string) => void;
  private report: (reason: string) => void = () => undefined;
  /** What stands behind the last line end: a prompt, perhaps. */
  private unfinished = '';
  private heard = false;
  private looks = 0;
  private lookedAt = performance.now();
  private disk: { requests: () => Promise<number>; seen: number } | undefined;

  private constructor(
    private readonly server: Server,
    { log, bootTimeout, onLine, before, redaction }: ConsoleOptions,
  ) {
    this.watch = new BootWatch(bootTimeout);
    this.log = new ConsoleLog(
      log,
      undefined,
      before,
      redaction && byteRedaction(redaction, { spares: 'nothing' }),
    );
    this.onLine = onLine;
    this.fatal = new Promise((resolve) => (this.report = resolve));
    this.ended = new Promise<void>((resolve) => server.once('close', resolve));
    server.on('connection', (connection) => this.listen(connection));
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** Makes the log, and listens. */
  static async open(options: ConsoleOptions): Promise<Console> {
    const server = createServer().listen(options.socket);
    await once(server, 'listening');
    return new Console(server, options);
  }

  /** What showed that the guest will not come up. */
  get finding(): Finding | undefined {
    return this.watch.finding;
  }

  /** What a guest that is up has said about trouble, the last of it first; second halves of sentences. */
  get trouble(): readonly string[] {
    return this.watch.trouble;
  }

  /** What may explain an end that has no finding; halves of sentences. */
  get hints(): readonly string[] {
    return this.watch.hints();
  }

  /** The last lines, without control characters. */
  get lastLines(): readonly string[] {
    return this.last;
  }

  /** From now on requests to the disk are signs of life, too. `requests`: how many there were so far. */
  alsoHears(requests: () => Promise<number>): void {
    this.disk = { requests, seen: 0 };
  }

  /** The guest is up: its lines are no progress of a boot any more, and its silence means nothing. */
  cameUp(): void {
    this.onLine = () => undefined;
    this.disk = undefined;
    this.watch.cameUp();
  }

  /** Reads to the end what a machine that is gone has written. */
  async drain(): Promise<void> {
    this.server.close();
    await this.ended;
    this.judgePrompt();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.connection?.destroy();
    this.server.close();
    await this.ended;
    this.log.close();
  }

  private listen(connection: Socket): void {
    this.connection = connection;
    // There is one guest; nobody else is let in.
    this.server.close();
    connection.on('error', () => undefined);
    connection.on('data', (chunk: Buffer) => {
      this.heard = true;
      this.log.write(chunk);
      this.splitter.push(chunk);
      // Prompts are ASCII, whatever else a guest writes.
      const text = chunk.toString('latin1');
      const behind = text.slice(text.lastIndexOf('\n') + 1);
      const whole = behind.length < text.length ? behind : this.unfinished + behind;
      this.unfinished = whole.slice(0, MAX_LINE);
    });
  }

  private take(raw: string): void {
    const line = clean(raw);
    if (line === '') return;
    this.last.push(line);
    if (this.last.length > KEPT_LINES) this.last.shift();
    this.watch.line(line);
    this.tell();
    this.onLine(line);
  }

  private judgePrompt(): void {
    if (this.unfinished !== '') this.watch.prompt(clean(this.unfinished));
    this.unfinished = '';
    this.tell();
  }

  private tell(): void {
    const { finding } = this.watch;
    if (finding !== undefined) this.report(finding.because);
  }

  private look(): void {
    const now = performance.now();
    const listened = Math.min(now - this.lookedAt, MOST_BETWEEN_LOOKS_MS);
    this.lookedAt = now;
    this.looks += 1;
    if (this.heard) this.watch.sign();
    else {
      this.watch.silence(listened);
      // A line that rests unfinished is a prompt.
      this.judgePrompt();
    }
    this.heard = false;
    if (this.looks % DISK_LOOKS === 0) void this.lookAtDisk();
  }

  private async lookAtDisk(): Promise<void> {
    const { disk } = this;
    if (disk === undefined) return;
    const requests = await disk.requests().catch(() => disk.seen);
    if (requests !== disk.seen) this.heard = true;
    disk.seen = requests;
  }
}

/** A console redraws its lines with carriage returns; what stood there last is what it says. */
function clean(line: string): string {
  const said = printable(line.slice(-4 * MAX_LINE)).replaceAll('\t', ' ');
  return said.split('\n').at(-1)?.trim().slice(-MAX_LINE) ?? '';
}
