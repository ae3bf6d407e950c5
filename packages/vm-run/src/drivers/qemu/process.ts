// The QEMU process of one machine: started, asked, ended.
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLease } from '@flightline/core/leases';
import {
  type Argv,
  type Exit,
  type ProcessHandle,
  Tail,
  describeEnding,
} from '@flightline/core/process';
import { quoteForShell } from '../../channels';
import { hasEnded } from '../has-ended';
import { type Qmp, type QmpEvent, connectQmp, forwardedPort, processorState } from './qmp';

/** Steps of the way out, in ms: after `quit`, and after TERM. */
const QUIT_MS = 3000;
const TERM_MS = 2000;

/** Time for QEMU to open its control socket, in ms. */
const SOCKET_MS = 30_000;

/** Between two looks at a processor that may stand still, in ms. */
const LOOK_MS = 100;

/** SHUTDOWN reasons of QMP (qapi/run-state.json, ShutdownCause) that tell more than the exit does. */
const CAUSES: Readonly<Record<string, string>> = {
  'guest-shutdown': 'The guest switched itself off.',
  'guest-reset': 'The guest reset itself, by a reboot or after a kernel panic.',
  'guest-panic': "The guest's kernel panicked.",
  'host-signal': 'A signal from outside told QEMU to end.',
};

/** Of QMP's `query-blockstats` (qapi/block-core.json). */
interface BlockStats {
  stats: { rd_operations: number; wr_operations: number };
}

export class QemuProcess {
  /** Resolves with the reason, as a sentence, when the machine ends and nobody asked it to. */
  readonly died: Promise<string>;
  private readonly said = new Tail(4096);
  private cause: string | undefined;
  private asked = false;
  private qmp: Qmp | undefined;
  private onMigration: (status: string) => void = () => undefined;

  private constructor(
    private readonly handle: ProcessHandle,
    private readonly socket: string,
  ) {
    handle.stderr?.on('data', (chunk: Buffer) => this.said.push(chunk));
    handle.stdout?.resume();
    handle.stdin?.end();
    this.died = new Promise((resolve) => {
      this.resolveDied = resolve;
      void handle.exited.then(async (exit) => {
        await hasEnded(handle.stderr);
        this.report(this.causeOf(exit));
      });
    });
  }

  private resolveDied: (reason: string) => void = () => undefined;

  static async start(
    lease: Pick<HeldLease, 'start'>,
    argv: Argv,
    socket: string,
  ): Promise<QemuProcess> {
    return new QemuProcess(await lease.start(argv, { killGrace: TERM_MS }), socket);
  }

  get pid(): number | undefined {
    return this.handle.pid;
  }

  get exited(): Promise<Exit> {
    return this.handle.exited;
  }

  /** What QEMU wrote to stderr, its end. */
  get stderr(): string {
    return this.said.toString().trim();
  }

  /** The host port of the guest's sshd. Raises an Error when QEMU ended or does not answer. */
  async connect(signal: AbortSignal): Promise<number> {
    this.qmp = await this.reach(AbortSignal.any([signal, AbortSignal.timeout(SOCKET_MS)]));
    const usernet = await this.execute('human-monitor-command', {
      'command-line': 'info usernet',
    });
    const port = forwardedPort(String(usernet));
    if (port === undefined) throw new Error(`QEMU forwards no port: ${String(usernet)}`);
    return port;
  }

  /** How often the guest has used its disk so far. Raises an Error when QEMU does not answer. */
  async diskRequests(): Promise<number> {
    const disks = (await this.execute('query-blockstats')) as readonly BlockStats[];
    const counts = disks.map(({ stats }) => stats.rd_operations + stats.wr_operations);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Where the guest's first processor is, now and a moment later. Raises an Error when QEMU does not answer. */
  async processor(): Promise<string> {
    const look = async () =>
      processorState(
        String(await this.execute('human-monitor-command', { 'command-line': 'info registers' })),
      );
    const first = await look();
    await sleep(LOOK_MS);
    return `${first}, then ${await look()}`;
  }

  /** Stops the guest for good and writes the state of its devices to a file; its memory is a file already. Raises an Error. */
  async freeze(state: string): Promise<void> {
    await this.execute('stop');
    await this.migrate('migrate', `exec:cat >${quoteForShell([state])}`);
  }

  /** Takes the state of its devices from a file; the guest runs from `resume` on. Raises an Error. */
  async thaw(state: string): Promise<void> {
    await this.migrate('migrate-incoming', `exec:cat <${quoteForShell([state])}`);
  }

  async resume(): Promise<void> {
    await this.execute('cont');
  }

  /** Both sides leave out memory that is a file: https://www.qemu.org/docs/master/devel/migration/features.html */
  private async migrate(command: string, uri: string): Promise<void> {
    await this.execute('migrate-set-capabilities', {
      capabilities: ['x-ignore-shared', 'events'].map((capability) => ({
        capability,
        state: true,
      })),
    });
    const ended = new Promise<string>((resolve) => (this.onMigration = resolve));
    await this.execute(command, { uri });
    const status = await Promise.race([ended, this.exited.then(() => 'failed')]);
    if (status !== 'completed') throw new Error(`QEMU says that it ${status}: ${this.stderr}`);
  }

  private async execute(command: string, words: Readonly<Record<string, unknown>> = {}) {
    if (this.qmp === undefined) throw new Error('QEMU is not connected.');
    return await this.qmp.execute(command, words);
  }

  /** Closes the connection to a machine that goes on without us. */
  letGo(): void {
    this.asked = true;
    this.qmp?.close();
  }

  /** Power off at once: `quit`, TERM, KILL. Resolves when QEMU is gone, also when it was already. */
  async stop(): Promise<void> {
    this.asked = true;
    await this.qmp?.execute('quit').catch(() => undefined);
    const patience = new AbortController();
    if (this.qmp !== undefined) {
      const waited = sleep(QUIT_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([this.handle.exited, waited]);
      patience.abort();
    }
    await this.handle.stop();
    this.qmp?.close();
  }

  private async reach(signal: AbortSignal): Promise<Qmp> {
    const ended = this.handle.exited.then(() => true);
    for (;;) {
      try {
        return await connectQmp(this.socket, (event) => this.note(event), signal);
      } catch (error) {
        signal.throwIfAborted();
        const over = await Promise.race([ended, sleep(20, false)]);
        if (over) throw new Error('QEMU ended before it took commands.', { cause: error });
      }
    }
  }

  private note({ event, data = {} }: QmpEvent): void {
    const status = String(data['status']);
    if (event === 'MIGRATION' && ['completed', 'failed', 'cancelled'].includes(status))
      this.onMigration(status);
    if (event === 'SHUTDOWN') this.cause = CAUSES[String(data['reason'])];
    // QEMU stops a guest that cannot write; it would wait for ever.
    if (event === 'BLOCK_IO_ERROR' && data['action'] === 'stop') {
      const why = data['nospace'] === true ? 'No space left on device' : String(data['reason']);
      this.report(`The host cannot write the disk of the machine: ${why}.`);
    }
  }

  private report(reason: string): void {
    if (!this.asked) this.resolveDied(reason);
  }

  private causeOf(exit: Exit): string {
    const why = this.cause ?? `QEMU ${describeEnding(exit)}.`;
    return this.stderr === '' ? why : `${why} It said: ${this.stderr}`;
  }
}
