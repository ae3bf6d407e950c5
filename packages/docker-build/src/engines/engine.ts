import type { Argv } from '@flightline/core/process';
import type { Asked, Flags } from './flags';
import type { Account } from './rootless';
import type { Reading } from './steps-read';

export type EngineName = 'buildah' | 'docker' | 'podman';
/** What can be asked for: an engine, or one of its builders. */
export type EngineChoice = EngineName | 'docker-buildx' | 'docker-buildkit' | 'docker-legacy';

/** What shall be built. Paths are relative to the folder the engine is started in. */
export interface BuildRequest extends Asked {
  context: string;
  /** Folder that receives the files of the stage; undefined when they are not wanted. */
  output: string | undefined;
  /**
   * Name under which an engine keeps the image for its cache, without a tag; other builds may move it. Lower case.
   */
  image: string;
  /** Names the image is kept under, in the engine's store (`load`), in their registries (`push`), or both. */
  tags: readonly string[];
  load: boolean;
  push: boolean;
  /** Time that the image says it was made, in s since 1970, where the engine can be told. */
  sourceDate: number | undefined;
  /** Further words for the command that builds. */
  extraArgs: readonly string[];
  /** Nothing is taken from the engine's cache and nothing is left behind. */
  throwaway: boolean;
}

/** An image made from a tar archive of a root file system. */
export interface BaseRequest {
  image: string;
  /** The archive. */
  tar: string;
  /** Kept in the image's label BASE_LABEL, so that a base of another definition is noticed. */
  digest: string;
}

export const BASE_LABEL = 'io.flightline.base';
/** Label of what a build makes in an engine's store; its value is the name of the request's image. */
export const BUILD_LABEL = 'io.flightline.build';

/** One command. */
export interface Step {
  readonly argv: Argv;
  readonly env?: Readonly<Record<string, string>>;
}

/** Commands in order, and those that follow whatever happened. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly cleanup: readonly Step[];
}

/** What an engine keeps by name. */
export type Kept = 'container' | 'image';

interface Shelf {
  /** Prints what is there, one name a line. */
  readonly list: Step;
  remove(name: string): Step;
  /** Prints the folder in which an engine without a daemon describes each thing, by its id, as it works on it. */
  readonly folder?: Step;
}

/** How an engine tells what it keeps, and how it is told to let go of something. */
type Store = Readonly<Record<Kept, Shelf>>;

export interface Disregard {
  readonly options: readonly (keyof Asked)[];
  /** The first major version that obeys them. */
  readonly until: number;
  /** Prints the version. */
  readonly version: Step;
}

/** One way to use an engine on this host, with a certain client and certain settings. It may not work. */
export interface Setup {
  readonly engine: EngineName;
  /** By what it can be asked for. */
  readonly choices: readonly EngineChoice[];
  /** E.g. `buildah with vfs storage`; unique among the setups of a host. */
  readonly title: string;
  /** What can be asked of it, and how it is spelled. */
  readonly flags: Flags;
  /** What it takes and does not obey, depending on its version. */
  readonly disregards?: Disregard;
  /** Prints the flags of this very client, which may be older or newer than those of the table. */
  readonly help: Step;
  /** False when builds share the network of the host, whatever is asked for. */
  readonly honoursNetwork: boolean;
  /** Empty files and folders that the engine mixes into what it exports; those inside a folder before it. */
  readonly leftovers: readonly string[];
  readonly store: Store;
  build(request: BuildRequest): Steps;
  /** What the lines mean that its builds print. */
  readonly reading: Reading;
  /** Makes an image from an archive. */
  importBase(request: BaseRequest): Steps;
  /** Prints the label BASE_LABEL of an image; fails or prints nothing when there is no such image. */
  readBaseLabel(image: string): Step;
  /** Prints the digest of an image that a build may have taken; fails or prints none when it is not in the store. */
  readDigest(image: string): Step;
}

/** What an engine needs to know to list its setups. */
export interface HostFacts {
  /** Absolute paths of the commands of that name on PATH, in its order. */
  readonly findCommands: (name: string) => readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined for root. */
  readonly account: Account | undefined;
}

/** Words before a command of an engine that end it when this process does, however that ends; may be none. */
export type LifeLine = readonly string[];

export interface Engine {
  readonly name: EngineName;
  /** The choices of all its setups. */
  readonly choices: readonly EngineChoice[];
  /** All setups that may work here, best first; empty when no client is installed. */
  setups(host: HostFacts): readonly Setup[];
}
