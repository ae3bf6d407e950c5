// What happens to programs of a box that are started with the library path of the artifact: the loader takes the
// bundled libraries for them, too.
import type { ArtifactElf } from '../artifact';
import {
  type BoxSystem,
  type Libraries,
  type SystemNeed,
  answerOf,
  compareVersions,
} from '../systems';
import { type BundledLibrary, librariesIn } from './bundle';

/** A bundled library with which programs of boxes do not start, or with which some may not. */
export interface Leak {
  /** `may`: it is older than the one of the system, and nobody measured what programs there need. */
  kind: 'dies' | 'may';
  file: string;
  library: string;
  /** E.g. `libapt-pkg.so.6.0.0 needs GLIBCXX_3.4.29`. */
  because: string;
  programs: readonly string[];
  boxes: readonly string[];
}

type Found = Omit<Leak, 'file' | 'library' | 'boxes'>;

export function leaksOf(elves: readonly ArtifactElf[], boxes: readonly BoxSystem[]): Leak[] {
  return librariesIn(elves).flatMap((library) => {
    const groups = new Map<string, Leak & { boxes: string[] }>();
    for (const { box, system } of boxes) {
      if (system?.libraries === undefined) continue;
      const found = system.needs?.[library.name];
      const leak =
        system.needs === undefined
          ? possible(library, system.libraries)
          : found && certain(library, found, system.libraries);
      if (leak === undefined) continue;
      const key = `${leak.kind} ${leak.because}`;
      const { file, name } = library;
      const group = groups.get(key) ?? { ...leak, file, library: name, boxes: [] };
      group.boxes.push(box);
      groups.set(key, group);
    }
    return [...groups.values()];
  });
}

function certain(
  { name, elf }: BundledLibrary,
  needs: readonly SystemNeed[],
  own: Libraries,
): Found | undefined {
  // A library without versions is taken as it is: the loader warns and goes on.
  const missing =
    elf.provides.length === 0
      ? undefined
      : needs.find(({ version }) => !elf.provides.includes(version));
  if (missing !== undefined) {
    const { by, version, programs } = missing;
    return {
      kind: 'dies',
      programs,
      because: `${by} needs ${version}, and it defines ${newestOf(elf.provides, version)}`,
    };
  }
  const lacking = lackingOf(elf, own);
  const programs = [...new Set(needs.flatMap((need) => need.programs))];
  return lacking === undefined
    ? undefined
    : { kind: 'dies', programs, because: `${name} itself needs ${lacking}, which the box lacks` };
}

/** The newest version of each of these libraries that a system defines. */
const NEWEST: Readonly<Record<string, (own: Libraries) => string | undefined>> = {
  'libstdc++.so.6': ({ glibcxx }) => `GLIBCXX_3.4.${glibcxx}`,
  'libz.so.1': ({ zlib }) => (zlib === undefined ? undefined : `ZLIB_${zlib}`),
};

/** Of other libraries nobody knows whether programs of the system use them. */
function possible({ name, elf }: BundledLibrary, own: Libraries): Found | undefined {
  const newest = NEWEST[name]?.(own);
  if (newest === undefined) return undefined;
  const lacking = lackingOf(elf, own);
  const isOlder = elf.provides.length > 0 && !elf.provides.includes(newest);
  if (!isOlder && lacking === undefined) return undefined;
  const because = isOlder
    ? `it defines ${newestOf(elf.provides, newest)}, and the system's own ${newest}`
    : `${name} itself needs ${lacking ?? ''}, which the box lacks`;
  return { kind: 'may', because, programs: [] };
}

function lackingOf({ requires }: ArtifactElf['elf'], own: Libraries): string | undefined {
  return requires
    .filter(({ library, version, weak }) => !weak && answerOf(own, library, version) === 'lacks')
    .map(({ version }) => version)
    .sort((a, b) => compareVersions(digits(b), digits(a)))[0];
}

const digits = (version: string): string => /[\d.]+$/.exec(version)?.[0] ?? '0';

/** `at most GLIBCXX_3.4.28`, in the kind of a version. */
function newestOf(provides: readonly string[], like: string): string {
  const kind = like.replace(/[\d.]+$/, '');
  const [newest] = provides
    .filter((version) => version.replace(/[\d.]+$/, '') === kind)
    .sort((a, b) => compareVersions(digits(b), digits(a)));
  return newest === undefined ? `no ${kind}…` : `at most ${newest}`;
}
