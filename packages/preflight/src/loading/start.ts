// Whether the loader of each box finds what the files of an artifact need: in the artifact or in the box. Where in the
// artifact is not asked, because launchers set the path of libraries.
import type { VersionNeed } from '@flightline/core/readers/elf';
import type { ArtifactElf } from '../artifact';
import {
  type BoxSystem,
  type Libraries,
  answerOf,
  compareVersions,
  ownVersionOf,
} from '../systems';
import { librariesIn } from './bundle';

/** Something a file needs that boxes lack, or of which nobody knows whether they have it. */
export interface Lack {
  kind: 'lacks' | 'unknown';
  file: string;
  /** E.g. `GLIBC_2.38 of libc.so.6`. */
  what: string;
  /** The boxes, each with what it has instead. */
  boxes: readonly { box: string; has: string | undefined }[];
  hint: string;
}

/** What can be asked of a box of which something is known. */
interface Known {
  box: string;
  libraries: Libraries;
}

interface Need {
  what: string;
  library?: string;
  version?: string;
  hint: (boxes: readonly Known[]) => string;
  answer: (own: Libraries) => 'has' | 'lacks' | 'unknown';
}

/**
 * @param provided libraries that every box brings, beside those of which the table of systems knows
 */
export function lacksOf(
  elves: readonly ArtifactElf[],
  boxes: readonly BoxSystem[],
  provided: readonly string[],
): Lack[] {
  const known = boxes.flatMap(({ box, system }) =>
    system?.libraries === undefined ? [] : [{ box, libraries: system.libraries }],
  );
  const bundled = versionsByLibrary(elves);
  return elves.flatMap(({ file, elf }) =>
    groupLacks(file, needsOf(elf, bundled, new Set(provided)), known),
  );
}

type Bundled = ReadonlyMap<string, ReadonlySet<string>>;

/** Of two libraries of one name nobody knows which is loaded, so either will do. */
function versionsByLibrary(elves: readonly ArtifactElf[]): Bundled {
  const versions = new Map<string, Set<string>>();
  for (const { name, elf } of librariesIn(elves)) {
    versions.set(name, new Set([...(versions.get(name) ?? []), ...elf.provides]));
  }
  return versions;
}

const LOADER = '/lib64/ld-linux-x86-64.so.2';

function needsOf(
  { interpreter, isaLevel, needed, requires }: ArtifactElf['elf'],
  bundled: Bundled,
  provided: ReadonlySet<string>,
): Need[] {
  const needs: Need[] = [];
  if (interpreter !== undefined && interpreter !== LOADER) {
    needs.push({
      what: `the loader '${interpreter}'`,
      hint: () => 'Build it for glibc, or link it statically.',
      answer: () => 'lacks',
    });
  }
  if (isaLevel !== undefined && isaLevel > 1) {
    needs.push({
      what: `a processor of level x86-64-v${isaLevel}`,
      hint: () => 'Build it for x86-64 without a level, or look at the processor of these boxes.',
      answer: (own) => (own.isaLevel >= isaLevel ? 'has' : 'unknown'),
    });
  }
  for (const library of needed) {
    if (bundled.has(library) || provided.has(library)) continue;
    needs.push({
      what: library,
      hint: () =>
        `Bundle ${library}, or name it in the setting 'provided' of elf-start when every box brings it.`,
      answer: (own) => answerOf(own, library),
    });
  }
  return [...needs, ...versionNeeds(requires, bundled, provided)];
}

function versionNeeds(
  requires: readonly VersionNeed[],
  bundled: Bundled,
  provided: ReadonlySet<string>,
): Need[] {
  return requires.flatMap(({ library, version, weak }) => {
    const own = bundled.get(library);
    if (weak || provided.has(library) || own?.has(version) === true) return [];
    // A library without versions is taken as it is: the loader warns and goes on.
    if (own?.size === 0) return [];
    return [
      {
        ...{ what: `${version} of ${library}`, library, version },
        hint: (boxes: readonly Known[]) => hintFor(library, version, boxes),
        answer: (libraries: Libraries) => {
          const answer = answerOf(libraries, library, version);
          // What is not in the bundled one can only be in one of the system, of which nothing is known.
          return answer === 'unknown' && own !== undefined ? 'lacks' : answer;
        },
      },
    ];
  });
}

function hintFor(library: string, version: string, boxes: readonly Known[]): string {
  if (!version.startsWith('GLIBC_')) {
    return `Bundle a ${library} that defines ${version}, or build on an older system.`;
  }
  const versions = boxes.map(({ libraries }) => libraries.glibc).sort(compareVersions);
  return `Build it on a system whose glibc is not newer than ${versions[0] ?? 'theirs'}.`;
}

/** One lack for each thing, with all boxes; of versions of one library that a box lacks only the newest is told. */
function groupLacks(file: string, needs: readonly Need[], known: readonly Known[]): Lack[] {
  const groups = new Map<string, { need: Need; kind: Lack['kind']; boxes: Known[] }>();
  for (const one of known) {
    const lacking = needs.flatMap((need) => {
      const kind = need.answer(one.libraries);
      return kind === 'has' ? [] : [{ need, kind }];
    });
    for (const { need, kind } of lacking.filter((lack) => !isOutdone(lack.need, lacking))) {
      const key = `${kind} ${need.what}`;
      const group = groups.get(key) ?? { need, kind, boxes: [] };
      group.boxes.push(one);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ need, kind, boxes }) => ({
    ...{ kind, file, what: need.what, hint: need.hint(boxes) },
    boxes: boxes.map(({ box, libraries }) => ({ box, has: hasInstead(need, libraries) })),
  }));
}

function isOutdone(need: Need, lacking: readonly { need: Need }[]): boolean {
  const { library, version } = need;
  return lacking.some(
    ({ need: other }) =>
      library !== undefined &&
      other.library !== undefined &&
      sortOf(other) === sortOf(need) &&
      compareVersions(numberOf(other.version), numberOf(version)) > 0,
  );
}

/** Parts of glibc have one version. */
const sortOf = ({ library = '', version = '' }: Need): string =>
  version.startsWith('GLIBC_') ? 'GLIBC_' : `${library} ${version.replace(/[\d.]+$/, '')}`;

const numberOf = (version = ''): string => /[\d.]+$/.exec(version)?.[0] ?? '0';

const hasInstead = ({ library }: Need, own: Libraries): string | undefined =>
  library === undefined || answerOf(own, library) !== 'has'
    ? undefined
    : ownVersionOf(own, library);
