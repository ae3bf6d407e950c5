import { randomBytes } from 'node:crypto';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from '@flightline/core/process';
import type { Carried } from '../shell/guest-command';
import { MarkReader } from '../shell/marks';
import type { PortLine } from './port-line';

/** Longest time for a request to begin, and to be over once it was told to end, in ms; an emulated guest is slow. */
const PATIENCE_MS = 30_000;

/** A guest has each chunk in its memory as a whole, in bytes. */
const MOST_OF_A_CHUNK = 1024 * 1024;

const OVER: Exit = { ending: 'exited', exitCode: 0, signal: undefined };
/** As ssh puts it. */
const LOST: Exit = { ending: 'exited', exitCode: 255, signal: undefined };

/** Has a line's shell in the guest free again, by another line than the one that waits for it. */
export type FreeLine = (shell: number) => Promise<void>;

/** What takes a request in the guest: the shell of the line, or a command of it, which may have input. */
export type Taker = 'shell' | 'command';

/**
 * Shell code on its way over a port. A request says whether it has input, so it leaves with the first of that or with
 * its end.
 */
export class Request implements Carried {
  readonly stdin: Writable;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly exited: Promise<Exit>;
  private readonly word = randomBytes(12).toString('hex');
  private readonly talk = new MarkReader(this.word, (chunk) => this.stderr.write(chunk));
  private readonly out = new MarkReader(this.word, (chunk) => this.stdout.write(chunk));
  private sent: 'nothing' | 'some' | 'all' = 'nothing';
  /** Resolves when nothing is under way any more that frees the line of this request. */
  freed: Promise<unknown> = Promise.resolve();
  private isOver = false;
  private beginning: Promise<void> | undefined;
  private stopping: Promise<Exit> | undefined;
  private resolveBegun: (session: number) => void = () => undefined;
  private resolveExited: (exit: Exit) => void = () => undefined;
  private readonly begun = new Promise<number>((resolve) => (this.resolveBegun = resolve));

  constructor(
    private readonly code: string,
    private readonly taker: Taker,
    private readonly line: Promise<PortLine>,
    private readonly freeLine: FreeLine,
  ) {
    this.exited = new Promise((resolve) => (this.resolveExited = resolve));
    this.stdin = new Writable({
      construct: (ready) => void line.then(() => ready()),
      write: (chunk: Buffer, _encoding, done) => void this.sendChunk(chunk).then(() => done()),
      final: (done) => void this.sendEnd().then(() => done()),
    });
    // What nobody wants any more is destroyed by whoever wanted it; that is no failure of the request.
    for (const stream of [this.stdin, this.stdout, this.stderr]) {
      stream.on('error', () => undefined);
    }
    void line.then((taken) => taken.carry(this));
  }

  /** Takes what the guest said; false when no more is wanted for now. */
  hear(from: 'talk' | 'out', chunk: Buffer): boolean {
    const { talk, out } = this;
    this[from].push(chunk);
    if (talk.session !== undefined) this.resolveBegun(talk.session);
    if (talk.status !== undefined && out.status !== undefined) {
      this.finish({ ...OVER, exitCode: this.taker === 'shell' ? talk.status : 0 });
    }
    return from === 'talk' || this.stdout.destroyed || !this.stdout.writableNeedDrain;
  }

  /** The line carries nothing any more. */
  lose(): void {
    this.finish(LOST);
  }

  stop(): Promise<Exit> {
    return (this.stopping ??= this.end());
  }

  private async end(): Promise<Exit> {
    const line = await this.line;
    // What is over has no line any more, and another request may have it.
    if (this.isOver) return await this.exited;
    // Nobody listens any more, and what is not read would hold the guest up.
    this.stdout.resume();
    this.stderr.resume();
    this.stdin.destroy();
    if (this.sent === 'nothing') {
      this.finish(OVER);
      return await this.exited;
    }
    await this.sendEnd();
    const ending = this.begun.then((shell) => (this.isOver ? undefined : this.freeLine(shell)));
    this.freed = ending;
    if (!(await within(PATIENCE_MS, Promise.all([ending, this.exited])))) line.close();
    return await this.exited;
  }

  /** A guest that does not even begin is not there, whatever its sockets say. */
  private async watchBeginning(): Promise<void> {
    if (!(await within(PATIENCE_MS, Promise.race([this.begun, this.exited]))))
      (await this.line).close();
  }

  private async sendChunk(chunk: Buffer): Promise<void> {
    // It was told to end while a part of this was on its way.
    if (this.sent === 'all') return;
    const request = this.sent === 'nothing' ? this.request('chunks') : '';
    this.sent = 'some';
    const most = chunk.subarray(0, MOST_OF_A_CHUNK);
    await this.send(Buffer.concat([Buffer.from(`${request}${most.length}\n`), most]));
    if (most.length < chunk.length) await this.sendChunk(chunk.subarray(most.length));
  }

  private async sendEnd(): Promise<void> {
    const { sent, word, taker } = this;
    this.sent = 'all';
    if (sent === 'nothing')
      await this.send(taker === 'shell' ? this.request() : `${this.request('none')}${word}\n`);
    if (sent === 'some') await this.send(`0\n${word}\n`);
  }

  private request(...input: ['none' | 'chunks'] | []): string {
    const { word, code } = this;
    return `${[word, ...input].join(' ')}\n${code}\n${word}\n`;
  }

  private async send(bytes: string | Buffer): Promise<void> {
    this.beginning ??= this.watchBeginning();
    await (await this.line).send(bytes);
  }

  private finish(exit: Exit): void {
    this.isOver = true;
    this.talk.end();
    this.out.end();
    this.stdout.end();
    this.stderr.end();
    this.resolveExited(exit);
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const { signal } = patience;
  const late = sleep(ms, false, { signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    patience.abort();
  }
}
