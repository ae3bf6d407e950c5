import type { Argv } from '@flightline/core/process';

type EngineName = 'buildah' | 'docker';

/** What shall be built. Paths are relative to the folder the engine is started in. */
export interface BuildRequest {
  /** The Dockerfile. */
  file: string;
  context: string;
  /** The stage that is exported. */
  target: string;
  buildArgs: Readonly<Record<string, string>>;
  /** Network of the `RUN` steps, as the engine names it; the engine's own default when undefined. */
  network: string | undefined;
  /** Folder that receives the files of the stage. */
  output: string;
  /** Name of the image, for engines that cannot export without one. Lower case. */
  image: string;
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

/** One way to use an engine on this host, with a certain client and certain settings. It may not work. */
export interface Setup {
  readonly engine: EngineName;
  /** E.g. `buildah with vfs storage`; unique among the setups of a host. */
  readonly title: string;
  /** False when builds share the network of the host, whatever is asked for. */
  readonly honoursNetwork: boolean;
  /** Empty files and folders that the engine mixes into what it exports; those inside a folder before it. */
  readonly leftovers: readonly string[];
  build(request: BuildRequest): Steps;
  /** Makes an image from an archive. */
  importBase(request: BaseRequest): Steps;
  /** Prints the label BASE_LABEL of an image; fails or prints nothing when there is no such image. */
  readBaseLabel(image: string): Step;
}

/** What an engine needs to know to list its setups. */
export interface HostFacts {
  /** Absolute paths of the commands of that name on PATH, in its order. */
  readonly findCommands: (name: string) => readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Engine {
  readonly name: EngineName;
  /** All setups that may work here, best first; empty when no client is installed. */
  setups(host: HostFacts): readonly Setup[];
}

/** The flags that all engines spell alike. */
export function commonFlags({ file, target, buildArgs, network }: BuildRequest): string[] {
  return [
    ...['--file', file, '--target', target],
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(network === undefined ? [] : ['--network', network]),
  ];
}
