import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from '@flightline/core/process';
import { FOLLOW, HOLD, START_DETACHED } from './detached-scripts';
import { type Carried, type CarryCode, runInGuest } from './guest-command';
import { kept } from './kept';
import { MarkReader } from './marks';
import { codeOf } from './quote';
import type { Way as WholeWay } from './shell-channel';

type Way = Pick<WholeWay, 'carry' | 'ready'>;

/** Memory of the guest, as every Linux has it. */
const ROOT = '/dev/shm';

/** For what is not waited for without end, in ms; an emulated guest may be busy. */
const PATIENCE_MS = 20_000;

/** How often a connection is looked for that carries anything, and the pause between two, in ms. */
const ATTEMPTS = 10;
const PAUSE_MS = 500;

/** In place of the session of what has begun. */
const OVER_THERE = 0;
/** What stands after the last segment. */
const ALL_READ = 0;

const OVER: Exit = { ending: 'exited', exitCode: 0, signal: undefined };
/** As ssh puts it. */
const LOST: Exit = { ending: 'exited', exitCode: 255, signal: undefined };

/**
 * Carries code that goes on in the guest when the way drops, and reads on from the byte it had come to as soon as the way
 * stands again; it is lost when it does not. It has no input. A guest that cannot do it has its code carried as ever.
 * `onDropped` is called each time.
 */
export const detached =
  (way: Way, onDropped?: () => void): CarryCode =>
  (code) =>
    new DetachedCode(way, code, onDropped);

/** Memory of a guest, and the word of the marks in it. */
interface Place {
  readonly folder: string;
  readonly word: string;
}

/** One stream of it, read over one connection after the other. */
class Course {
  readonly stream = new PassThrough();
  private segment = 0;
  /** Bytes of the segment that were read. */
  private offset = 0;

  constructor(
    private readonly name: 'out' | 'err',
    private readonly way: Way,
    private readonly place: Place,
    private readonly stopping: AbortSignal,
    private readonly onDropped: () => void = () => undefined,
  ) {
    // What nobody wants any more is destroyed by whoever wanted it.
    this.stream.on('error', () => undefined);
  }

  /** False when one connection after the other did not even begin. */
  async readAll(): Promise<boolean> {
    let failed = 0;
    for (;;) {
      const { session, status } = await this.follow();
      if (status === ALL_READ || this.stopping.aborted) return true;
      failed = session === undefined ? failed + 1 : 0;
      if (failed === ATTEMPTS) return false;
      if (status === 1) this.beginSegment();
      else if (failed === 0) this.onDropped();
      // Who holds the connection may not know yet that it is gone.
      else await sleep(PAUSE_MS, undefined, { signal: this.stopping }).catch(() => undefined);
    }
  }

  private beginSegment(): void {
    this.segment += 1;
    this.offset = 0;
  }

  /** Reads on as far as one connection and the segment at hand go. */
  private async follow(): Promise<MarkReader> {
    const { way, name, place, stopping, segment, offset, stream } = this;
    await way.ready?.(stopping);
    const words = [place.folder, place.word, name, String(segment), String(offset)];
    const client = way.carry(codeOf({ script: FOLLOW, words }));
    const marks = new MarkReader(place.word, (chunk) => {
      this.offset += chunk.length;
      if (!stream.destroyed) stream.write(chunk);
    });
    client.stderr?.resume();
    const isEnding = () => client.stdin?.writableEnded === true;
    const end = () => {
      if (isEnding()) return;
      client.stdin?.end('\n');
      void Promise.race([client.exited, sleep(PATIENCE_MS, undefined, { ref: false })]).then(() =>
        client.stop(),
      );
    };
    if (stopping.aborted) end();
    else stopping.addEventListener('abort', end, { once: true });
    const said = client.stdout === undefined ? [] : kept(client.stdout);
    for await (const chunk of said as AsyncIterable<Buffer>) {
      marks.push(chunk);
      if (marks.status !== undefined) end();
      else if (marks.session === OVER_THERE && !isEnding()) void client.stop();
      if (stream.writableNeedDrain) await isDrained(stream);
    }
    await client.exited;
    stopping.removeEventListener('abort', end);
    return marks;
  }
}

class DetachedCode implements Carried {
  readonly stdin = new Writable({ write: (_chunk, _encoding, done) => done() });
  readonly exited: Promise<Exit>;
  private readonly place: Place;
  private readonly out: Course;
  private readonly err: Course;
  private readonly stopping = new AbortController();

  constructor(
    private readonly way: Way,
    private readonly code: string,
    onDropped: (() => void) | undefined,
  ) {
    const word = randomBytes(12).toString('hex');
    this.place = { word, folder: `${ROOT}/flightline-${word}` };
    const { place, stopping } = this;
    // Both streams drop at once; one is to tell it.
    this.out = new Course('out', way, place, stopping.signal, onDropped);
    this.err = new Course('err', way, place, stopping.signal);
    this.exited = this.run();
  }

  get stdout(): PassThrough {
    return this.out.stream;
  }

  get stderr(): PassThrough {
    return this.err.stream;
  }

  stop(): Promise<Exit> {
    this.stopping.abort();
    // Nobody listens any more, and what is not read would hold the guest up.
    this.stdout.resume();
    this.stderr.resume();
    return this.exited;
  }

  private async run(): Promise<Exit> {
    const { code, way } = this;
    const { folder, word } = this.place;
    const starting = { script: START_DETACHED, words: [folder, word, code, HOLD] };
    const limit = { timeout: PATIENCE_MS };
    const { ending, exitCode } = await runInGuest(way, starting, limit);
    if (ending === 'exited' && exitCode !== 0) return await this.carryAsEver();
    const courses = ending === 'exited' ? [this.out, this.err] : [];
    const read = await Promise.all(courses.map((course) => course.readAll()));
    const isRead = read.length > 0 && !read.includes(false);
    if (isRead) await runInGuest(way, ['rm', '-rf', '--', folder], limit);
    this.stdout.end();
    this.stderr.end();
    return isRead ? OVER : LOST;
  }

  private async carryAsEver(): Promise<Exit> {
    const client = this.way.carry(this.code);
    client.stdin?.end();
    client.stdout?.pipe(this.stdout);
    client.stderr?.pipe(this.stderr);
    this.stopping.signal.addEventListener('abort', () => void client.stop(), { once: true });
    return await client.exited;
  }
}

/** Resolves, too, when nobody is to take anything any more. */
async function isDrained(stream: PassThrough): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).catch(
    () => undefined,
  );
  over.abort();
}
