// How boxes were taken from a Vagrantfile. It stands in the metadata of the release project, which is part of no
// task hash, so that a later run or a sync generator can take them again in the same way.
import { type JsonObject, isObject } from '../complete';

/** The machines of one Vagrantfile as boxes of one release project. */
export interface Import {
  /** Relative to the release project. */
  vagrantfile: string;
  /** `qemu`: where a known image carries the same system; `vagrant` for the rest. */
  driver: 'vagrant' | 'qemu';
  /** Whose memory, CPUs and box count. Default for each machine: the first that says something. */
  provider?: string;
  /** Only these machines. Default: all. */
  machines?: readonly string[];
  /** Environment variables the Vagrantfile may see. */
  env?: Readonly<Record<string, string>>;
  /** What the user said because the Vagrantfile does not, by machine. */
  answers?: Readonly<Record<string, Answer>>;
}

/** An import that may come in place of one whose Vagrantfile is gone. */
export interface Takeover extends Import {
  /** The Vagrantfile that is gone, relative to the release project. */
  replaces?: string;
}

export interface Answer {
  /** Name of a Vagrant box, or `<name>@<version>`. */
  box?: string;
  hostname?: string;
  /** MiB. */
  memory?: number;
  cpus?: number;
}

/** What a release project remembers; nothing it says by mistake is taken for an import. */
export function rememberedImports(project: JsonObject): Import[] {
  const { metadata } = project;
  const flightline = isObject(metadata) ? metadata['flightline'] : undefined;
  const imports = isObject(flightline) ? flightline['imports'] : undefined;
  return Array.isArray(imports) ? imports.filter(isImport) : [];
}

function isImport(value: unknown): value is Import {
  return isObject(value) && typeof value['vagrantfile'] === 'string';
}

/** The project with an import in place of an earlier one of the same Vagrantfile, or of the one it replaces. */
export function withImport(project: JsonObject, { replaces, ...wanted }: Takeover): JsonObject {
  const metadata = isObject(project['metadata']) ? project['metadata'] : {};
  const flightline = isObject(metadata['flightline']) ? metadata['flightline'] : {};
  const others = rememberedImports(project).filter(
    ({ vagrantfile }) => vagrantfile !== wanted.vagrantfile && vagrantfile !== replaces,
  );
  const imports = [...others, wanted].sort((a, b) => (a.vagrantfile < b.vagrantfile ? -1 : 1));
  return { ...project, metadata: { ...metadata, flightline: { ...flightline, imports } } };
}
