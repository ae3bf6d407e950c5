import type { EnvironmentError } from '@flightline/core/errors';
import type { Entry, HeldLease } from '@flightline/core/leases';
import type { Runner } from '@flightline/core/process';
import type { Redaction } from '@flightline/core/redaction';
import type { Channel } from '../channels';
import type { Image } from '../images';

/** One machine as a driver has to make it. */
export interface MachineSpec {
  /** Name of the box; appears in process lists and messages. */
  box: string;
  image: Image;
  /** MiB. */
  memory: number;
  cpus: number;
  /** GiB; the guest's disk is at least this large, and never smaller than the image. */
  disk: number;
  /** What starts the boot loader of the disk. */
  firmware: 'bios' | 'uefi';
  hostname: string;
  /** The user commands run as. */
  user: string;
  /** `isolated`: no way out of the guest; `outbound`: out, but not in. */
  network: 'isolated' | 'outbound';
  /** Absolute path of the file that takes what the guest writes to its serial console. */
  consoleLog: string;
  /** From the start of the machine to its first command, in ms. */
  bootTimeout: number;
  /** Asks the guest what it is, once it is prepared; part of a template. */
  survey?: Survey;
  /** What every machine of the box goes through before its first run; part of a template. */
  prepare?: Preparation;
  /** Whether the machine may be a clone of one that was prepared before, and is to be such a one for those after it. */
  warm: boolean;
}

/** What a guest says about itself, by the names of result.json. */
export type GuestFacts = Readonly<Record<string, string>>;

export interface Survey {
  /** Equal exactly when it asks the same; part of a template's key. */
  digest: string;
  /** What is the same in all clones of a machine. Never raises. */
  run(channel: Channel, signal: AbortSignal): Promise<GuestFacts>;
}

export interface Preparation {
  /** Equal exactly when it does the same; part of a template's key. */
  digest: string;
  /** Raises what is to be the error of the boot. */
  run(channel: Channel, signal: AbortSignal): Promise<void>;
}

/** What a driver may use of the host. */
export interface HostContext {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  /** Folder of Flightline's cache; what is kept there may be deleted at any time. */
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the machine is doing just now, in a few words; called often. */
  onProgress(detail: string): void;
  /** A whole sentence the user should see. */
  notice(message: string): void;
}

/** What a driver has for one machine. */
export interface DriverContext extends HostContext {
  /** Holds the machine's process and its files, and ends them should this process be killed. */
  readonly lease: Pick<HeldLease, 'folder' | 'runtime' | 'start'>;
  /** Keeps secrets out of the console; by default those that `env` holds. */
  readonly redaction?: Redaction;
  /** Waits for others, for what `what` names; the time is in no limit of the run. Raises what `wait` raises. */
  inLine<T>(what: string, wait: () => Promise<T>): Promise<T>;
  /**
   * Runs a boot from an image, which needs a core for itself where no hardware helps, when it is its turn. The time it
   * waits for that is in no limit either. Raises what `boot` raises, and the signal's reason.
   */
  coldBoot<T>(boot: () => Promise<T>): Promise<T>;
}

/** A running box. */
export interface Machine {
  /** What executes the guest's code: `kvm`, `tcg`, or whatever the driver calls it. */
  readonly accelerator: string;
  /** `warm`: a clone of a template; `cold`: it came up from its image. */
  readonly start: 'warm' | 'cold';
  readonly channel: Channel;
  /** What the survey of its spec brought, of a clone that of its template; empty without one. */
  readonly guest: GuestFacts;
  /** Resolves, with MACHINE_LOST or DISK_FULL, when the machine ends without being asked to. Never rejects. */
  readonly died: Promise<EnvironmentError>;
  /** What the guest itself has said about trouble since it was up; second halves of sentences, the last of them first. */
  trouble(): readonly string[];
  /** Facts for people and for result.json, e.g. version, process id, ssh command line. */
  describe(): Record<string, string>;
  /** How to get in from this host, also for another process, for as long as the machine lives. */
  readonly entry: Entry;
  /** Closes the connections of this process, and leaves the machine as it is to the keeper of its lease. */
  letGo(): Promise<void>;
  /** Ends the machine; its files go with its lease. Succeeds when it is already gone; may be called twice. */
  destroy(): Promise<void>;
}

export interface DriverFacts {
  accelerator: string;
  /** True when no hardware helps: everything takes several times as long. */
  emulated: boolean;
  /** Version of the program that makes the machines. */
  version: string;
  /** What the user has to know at each run; a whole sentence. */
  warning?: string;
}

export type Usable =
  { usable: true; facts: DriverFacts } | { usable: false; because: string; fix: string };

/** What makes machines. */
export interface Driver {
  readonly name: string;
  /** Says whether machines can be made here, by trying; never throws for an expected answer. */
  probe(context: HostContext): Promise<Usable>;
  /**
   * Makes a machine and waits until it takes commands. When that fails or is aborted, no process is left behind.
   * Raises BOOT_BROKEN, BOOT_FAILED, DRIVER_UNUSABLE, DISK_FULL or IMAGE_DAMAGED.
   */
  boot(spec: MachineSpec, context: DriverContext): Promise<Machine>;
}
