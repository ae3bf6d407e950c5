import type { Problem } from '../../errors';

/** What a Vagrantfile says, as far as that can be known without running it. */
export interface VagrantfileReading {
  /** In the order Vagrant knows them. A file that configures but defines none is one machine named `default`. */
  readonly machines: readonly VagrantMachine[];
  /** What concerns no machine that could be named, e.g. a `define` whose name only Ruby would know. */
  readonly unknown: readonly Unknown[];
  /** Every file that was looked at, the Vagrantfile first, also those that were looked for and are missing. */
  readonly files: readonly string[];
}

export interface VagrantMachine {
  readonly name: string;
  /** Where it is defined: file as given to the reader, line from 1. */
  readonly file: string;
  readonly line: number;
  /** Name of the Vagrant box, e.g. `generic/ubuntu2204`. */
  readonly box?: string;
  readonly boxVersion?: string;
  readonly boxUrls: readonly string[];
  readonly hostname?: string;
  /** E.g. `winrm`; Vagrant's default is `ssh`. */
  readonly communicator?: string;
  /** E.g. `windows`. */
  readonly guest?: string;
  /** False when `vagrant up` leaves it out unless it is named. */
  readonly autostart: boolean;
  readonly primary: boolean;
  /** By name of the provider, in the order of the file. */
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /**
   * Every setting that holds for this machine, in the order Vagrant applies them: outer configuration, own block,
   * provider blocks. Comments, formatting and order of other machines have no part in it, so it changes exactly
   * when the machine's definition does.
   */
  readonly settings: readonly Setting[];
  /** What of this machine cannot be known. A value that is unknown is left out above. */
  readonly unknown: readonly Unknown[];
}

export interface ProviderSettings {
  /** MiB. */
  readonly memory?: number;
  readonly cpus?: number;
  /** The box that this provider uses in place of the machine's. */
  readonly box?: string;
  readonly boxVersion?: string;
  readonly boxUrls?: readonly string[];
}

/** One assignment or call, e.g. `vm.network` with `["private_network", {"ip": "10.0.0.5"}]`. */
export interface Setting {
  /** Dotted, without the name of the configuration variable; a provider's begin with `provider.<name>.`. */
  readonly path: string;
  /** Plain data; symbols as texts. What is not known stands as its source text in `{"ruby": "..."}`. */
  readonly values: readonly unknown[];
}

/** A question that only running the file would answer; `line` and `hint` are always there. */
export type Unknown = Problem & { readonly line: number; readonly hint: string };

/** What a Vagrantfile may ask for besides its own text. Nothing else of the host is looked at. */
export interface VagrantfileHost {
  /** Text of a file; undefined when there is none. Paths are relative to the same folder as the Vagrantfile's. */
  read(path: string): string | undefined;
  /** Names in a folder; undefined when it is none. Without it, what depends on a folder is not known. */
  list?(folder: string): readonly string[] | undefined;
  /** The environment variables that count; usually none, so that everyone reads the same. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
