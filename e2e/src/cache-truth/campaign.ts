// Applies mutation after mutation to a workspace whose boxes are all cached, runs nx, and compares what ran.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RunResult, type Runner, succeeded } from '@flightline/core/process';
import { until } from '../until';
import type { Checkout, Environment } from './checkout';
import { EvidenceBase } from './evidence-base';
import { type Seen, judge, toldByNx } from './judge';
import {
  type Places,
  cleanEnvironment,
  cloneWorkspace,
  makeWorkspace,
  nxEnvironment,
  placesIn,
} from './make-workspace';
import type { Mode } from './modes';
import type { Mutation } from './mutation';
import { OTHER_ROOT, ROOT } from './product';
import { type RemoteCache, startRemoteCache } from './remote-cache';

/** Within this time after a restore the daemon looks at no output, in ms. */
const DAEMON_BLIND_MS = 2100;

const EVERYTHING = ['run-many', '-t', 'vm-run', '--parallel=4'];

/** What runs leave; git ignores it. */
const LEFT = [ROOT, OTHER_ROOT].flatMap((root) => [`${root}/dist`, `${root}/vms/artifacts`]);

const COMMON_BASE = 'common';
const baseName = ({ name, words }: Mode): string => (words.length === 0 ? COMMON_BASE : name);

export interface Trial {
  mutation: Mutation;
  mode: Mode;
  seen: Seen;
  /** Sentences; none when all is well. */
  problems: readonly string[];
  durationMs: number;
}

export class Campaign {
  private readonly homes = new Set<string>();
  private endedAt = 0;

  private constructor(
    private readonly places: Places,
    private readonly checkouts: Readonly<Record<Mode['checkout'], Checkout>>,
    private readonly runner: Runner,
    readonly remote: RemoteCache,
    private readonly bases: Map<string, EvidenceBase>,
    private readonly stored: ReadonlyMap<string, Buffer>,
  ) {}

  /** Makes the workspace in an empty folder and runs every box once, so that all are cached, here and remotely. */
  static async start(
    scratch: string,
    runner: Runner,
    say: (what: string) => void,
  ): Promise<Campaign> {
    const places = placesIn(scratch);
    say('a workspace from packed tarballs');
    const here = await makeWorkspace(places, runner);
    say('a clone of it');
    const there = await cloneWorkspace(places, runner);
    const remote = await startRemoteCache();
    say('the base state: every box runs once');
    const words = [here.nxProgram, ...EVERYTHING] as const;
    const env = { ...nxEnvironment(places), ...remote.env('write') };
    await here.run([process.execPath, ...words], env);
    const stored = new Map(remote.entries);
    const campaign = new Campaign(places, { here, there }, runner, remote, new Map(), stored);
    campaign.takeBase(COMMON_BASE, here);
    return campaign;
  }

  async try(mutation: Mutation, mode: Mode): Promise<Trial> {
    const checkout = this.checkouts[mode.checkout];
    const startedAt = performance.now();
    await this.ensureBase(checkout, mode);
    this.reset(checkout, mode);
    if (mode.daemon) await until(() => Date.now() - this.endedAt > DAEMON_BLIND_MS);
    try {
      const base = await this.prepare(checkout, mutation, mode);
      await mutation.apply?.(checkout);
      if (mode.daemon) await this.daemonHasSeen(checkout);
      const seen = await this.look(checkout, mutation, mode, base);
      const problems = judge(mutation, seen);
      return { mutation, mode, seen, problems, durationMs: performance.now() - startedAt };
    } catch (error) {
      const seen = { boxes: [], told: [], succeeded: false, output: '' };
      const problems = [`The trial itself broke: ${(error as Error).message}`];
      return { mutation, mode, seen, problems, durationMs: performance.now() - startedAt };
    } finally {
      this.endedAt = Date.now();
      checkout.undo();
    }
  }

  /**
   * A task that builds nothing first has another hash than the same task that does, because Nx then leaves the
   * output files of the build out of it. So words of a mode may mean a base state of its own.
   */
  private async ensureBase(checkout: Checkout, mode: Mode): Promise<void> {
    if (this.bases.has(baseName(mode))) return;
    this.putBack(checkout, COMMON_BASE);
    await this.nx(checkout, [...EVERYTHING, ...mode.words], this.environment(mode));
    this.takeBase(baseName(mode), checkout);
  }

  /** What stands in the checkout now is what a truthful cache brings back. */
  private takeBase(name: string, checkout: Checkout): void {
    for (const path of LEFT.filter((one) => checkout.exists(one)))
      cpSync(checkout.at(path), join(this.places.scratch, 'base', name, path), KEEPING);
    this.bases.set(name, EvidenceBase.readWhole(checkout));
  }

  private baseOf(mode: Mode): EvidenceBase {
    const base = this.bases.get(baseName(mode));
    if (base === undefined) throw new Error(`There is no base state of mode '${mode.name}'.`);
    return base;
  }

  async close(): Promise<void> {
    for (const checkout of Object.values(this.checkouts))
      await this.nx(checkout, ['daemon', '--stop'], {});
    await this.remote.close();
  }

  /** Resolves to what a truthful cache brings back after what comes first, which may have run boxes of its own. */
  private async prepare(checkout: Checkout, mutation: Mutation, mode: Mode): Promise<EvidenceBase> {
    if (mutation.first === undefined) return this.baseOf(mode);
    await mutation.first(checkout);
    await this.nx(checkout, [...EVERYTHING, ...mode.words], this.environment(mode));
    return EvidenceBase.read(checkout);
  }

  private async look(
    checkout: Checkout,
    mutation: Mutation,
    mode: Mode,
    base: EvidenceBase,
  ): Promise<Seen> {
    const asked = mutation.asks ?? EVERYTHING;
    const mark = Date.now();
    const umask = mutation.umask === undefined ? undefined : process.umask(mutation.umask);
    const result = await this.nx(checkout, [...asked, ...mode.words, '--output-style=static'], {
      ...this.environment(mode),
      ...mutation.env,
    });
    if (umask !== undefined) process.umask(umask);
    const output = `${result.stdout}\n${result.stderr}`;
    return {
      boxes: base.compare(checkout, mark, mutation.runs),
      told: toldByNx(output),
      succeeded: succeeded(result),
      output,
    };
  }

  private nx(checkout: Checkout, words: readonly string[], env: Environment): Promise<RunResult> {
    return this.runner.run([process.execPath, checkout.nxProgram, ...words], {
      cwd: checkout.root,
      env: { ...cleanEnvironment(), ...nxEnvironment(this.places), ...env },
      timeout: 300_000,
    });
  }

  private environment(mode: Mode): Environment {
    return {
      HOME: this.homeOf(mode),
      NX_DAEMON: String(mode.daemon),
      ...(mode.remote === undefined ? {} : this.remote.env(mode.remote)),
    };
  }

  /** A mutation is new to its mode, so each mode has its own copy of the cache in which the base state stands. */
  private homeOf({ name, home }: Mode): string {
    const path = join(this.places.scratch, 'homes', name);
    if (home === 'empty') mkdirSync(path, { recursive: true });
    else if (!this.homes.has(name)) cpSync(this.places.home, path, KEEPING);
    this.homes.add(name);
    return path;
  }

  /** The base state: what runs left stands where the boxes ran; a clone and an empty home know nothing. */
  private reset(checkout: Checkout, mode: Mode): void {
    this.putBack(checkout, mode.checkout === 'here' ? baseName(mode) : undefined);
    if (mode.home === 'empty')
      rmSync(join(this.places.scratch, 'homes', mode.name), { recursive: true, force: true });
    if (mode.remote === undefined) return;
    this.remote.entries.clear();
    for (const [hash, entry] of this.stored) this.remote.entries.set(hash, entry);
  }

  /** What runs left in a base state; without one, nothing. */
  private putBack(checkout: Checkout, base: string | undefined): void {
    for (const path of LEFT) {
      rmSync(checkout.at(path), { recursive: true, force: true });
      if (base === undefined) continue;
      const kept = join(this.places.scratch, 'base', base, path);
      if (existsSync(kept)) cpSync(kept, checkout.at(path), KEEPING);
    }
  }

  /** The watcher tells in order, so when the daemon knows of a later file, it knows of the mutation. */
  private async daemonHasSeen(checkout: Checkout): Promise<void> {
    const log = '.nx/workspace-data/d/daemon.log';
    if (!checkout.exists(log)) return;
    const cookie = `seen-${process.hrtime.bigint()}.txt`;
    checkout.write(cookie, '');
    // A daemon that ended, as it does when the packages change, reads everything anew.
    await until(() => !daemonLives(checkout) || checkout.read(log).includes(cookie));
  }
}

const KEEPING = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true } as const;

function daemonLives(checkout: Checkout): boolean {
  const path = '.nx/workspace-data/d/server-process.json';
  if (!checkout.exists(path)) return false;
  const { processId } = JSON.parse(checkout.read(path)) as { processId: number };
  return existsSync(`/proc/${processId}`);
}
