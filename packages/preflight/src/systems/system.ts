/** A distribution release as a box carries it, as far as loading programs goes. x86-64. */
export interface System {
  readonly name: string;
  /** What image URIs that carry it look like. */
  readonly image: RegExp;
  /** What PRETTY_NAME of its /etc/os-release looks like. */
  readonly os: RegExp;
  /** Undefined for a system that loads no ELF files. */
  readonly libraries: Libraries | undefined;
  /** What its own programs need, where that was measured. */
  readonly needs?: SystemNeeds;
  /** Where the versions come from, and when they were read there. */
  readonly source: string;
  readonly asOf: string;
}

/** Versions of the libraries that decide whether a program starts. */
export interface Libraries {
  readonly glibc: string;
  /** The N of `GLIBCXX_3.4.N`, the newest that libstdc++ defines; it is the N of libstdc++.so.6.0.N, too. */
  readonly glibcxx: number;
  /** The newest `ZLIB_` version that libz defines; undefined where it is not known. */
  readonly zlib: string | undefined;
  /** The least x86-64 microarchitecture level on which the system itself runs. */
  readonly isaLevel: 1 | 2 | 3;
}

/** By the name of the library: the newest version of each kind that programs of the base system need. */
export type SystemNeeds = Readonly<Record<string, readonly SystemNeed[]>>;

export interface SystemNeed {
  version: string;
  /** The file that needs it. */
  by: string;
  /** Some of the programs that load that file. */
  programs: readonly string[];
}
