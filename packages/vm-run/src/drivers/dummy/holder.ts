// The process that holds the namespaces of one box: started, waited for, ended.
import type { HeldLease } from '@flightline/core/leases';
import {
  type Exit,
  LineSplitter,
  type ProcessHandle,
  Tail,
  describeEnding,
} from '@flightline/core/process';
import type { MachineSpec } from '../driver';
import { hasEnded } from '../has-ended';
import { READY, holdCommand } from './plan';

/** Time for it to end after TERM, in ms, before it is killed. */
const END_MS = 2000;

export class Holder {
  /** Resolves with the reason, as a sentence, when it ends and nobody asked it to. */
  readonly died: Promise<string>;
  /** The process id by which commands find it; undefined when it ended before it was ready. */
  readonly ready: Promise<number | undefined>;
  private readonly said = new Tail(4096);
  private asked = false;
  private gone = false;

  private constructor(private readonly handle: ProcessHandle) {
    handle.stderr?.on('data', (chunk: Buffer) => this.said.push(chunk));
    void handle.exited.then(() => (this.gone = true));
    this.ready = new Promise((resolve) => {
      const lines = new LineSplitter((line) => {
        if (line.startsWith(READY)) resolve(Number(line.slice(READY.length)));
      });
      handle.stdout?.on('data', (chunk: Buffer) => lines.push(chunk));
      void handle.exited.then(async () => {
        await hasEnded(handle.stdout);
        resolve(undefined);
      });
    });
    this.died = new Promise((resolve) => {
      void handle.exited.then(async (exit) => {
        if (!this.asked) resolve(await this.explain(exit));
      });
    });
  }

  static async start(lease: Pick<HeldLease, 'start'>, spec: MachineSpec): Promise<Holder> {
    return new Holder(await lease.start(holdCommand(spec), { killGrace: END_MS }));
  }

  get isGone(): boolean {
    return this.asked || this.gone;
  }

  /** From now on its end is nobody's loss. */
  letGo(): void {
    this.asked = true;
  }

  /** Ends it and all that runs in its namespaces; resolves when it is gone, also when it was already. */
  async stop(): Promise<void> {
    this.asked = true;
    await this.handle.stop();
  }

  private async explain(exit: Exit): Promise<string> {
    await hasEnded(this.handle.stderr);
    const said = this.said.toString().trim();
    const end = `The process that holds the namespaces ${describeEnding(exit)}.`;
    return said === '' ? end : `${end} It said: ${said}`;
  }
}
