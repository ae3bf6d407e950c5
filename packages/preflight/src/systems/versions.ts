// Which versions of a library a system has. All names of versions of one kind are ordered, and a library that has one
// has those before it.
import type { Libraries } from './system';

/** `unknown`: nobody here knows whether the system has it. */
export type Answer = 'has' | 'lacks' | 'unknown';

/** Compares dotted numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (const [index, number] of (left ?? []).entries()) {
    const difference = number - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}

/** The CXXABI_1.3.N and the major version of GCC that came with a GLIBCXX_3.4.N (abi.xml of libstdc++). */
const GCC_OF_GLIBCXX: Readonly<Record<number, readonly [cxxabi: number | undefined, gcc: number]>> =
  {
    25: [11, 8],
    26: [12, 9],
    27: [12, 9],
    28: [12, 10],
    29: [13, 11],
    30: [13, 12],
    31: [14, 13],
    32: [14, 13],
    33: [15, 14],
    34: [undefined, 15],
    35: [17, 16],
    36: [17, 16],
  };

/** Of libraries that are parts of one. */
interface Family {
  libraries: RegExp;
  /** Names of versions, with their number in the first group. */
  kinds: readonly (readonly [version: RegExp, newest: (own: Libraries) => string | undefined])[];
}

const GLIBC_PARTS = 'c|m|dl|pthread|rt|util|resolv|anl|mvec|nss_files|nss_dns|thread_db';

const FAMILIES: readonly Family[] = [
  {
    libraries: new RegExp(`^lib(?:${GLIBC_PARTS})\\.so\\.\\d$|^ld-linux-x86-64\\.so\\.2$`),
    kinds: [[/^GLIBC_(\d+(?:\.\d+)+)$/, ({ glibc }) => glibc]],
  },
  {
    libraries: /^libstdc\+\+\.so\.6$/,
    kinds: [
      [/^GLIBCXX_(3\.4(?:\.\d+)?)$/, ({ glibcxx }) => `3.4.${glibcxx}`],
      [
        /^CXXABI_(1\.3(?:\.\d+)?)$/,
        ({ glibcxx }) => prefixed('1.3.', GCC_OF_GLIBCXX[glibcxx]?.[0]),
      ],
    ],
  },
  {
    libraries: /^libgcc_s\.so\.1$/,
    kinds: [
      [/^GCC_(\d+\.\d+(?:\.\d+)?)$/, ({ glibcxx }) => prefixed('', GCC_OF_GLIBCXX[glibcxx]?.[1])],
    ],
  },
  { libraries: /^libz\.so\.1$/, kinds: [[/^ZLIB_(\d+(?:\.\d+)+)$/, ({ zlib }) => zlib]] },
];

const prefixed = (prefix: string, number: number | undefined): string | undefined =>
  number === undefined ? undefined : `${prefix}${number}`;

/** Versions whose names have no number to compare. */
const NAMED: Readonly<Record<string, (own: Libraries) => boolean>> = {
  GLIBC_ABI_DT_RELR: ({ glibc }) => compareVersions(glibc, '2.36') >= 0,
  CXXABI_TM_1: ({ glibcxx }) => glibcxx >= 17,
  CXXABI_FLOAT128: ({ glibcxx }) => glibcxx >= 21,
};

/** Whether a system has a library at all, or one version of it. */
export function answerOf(own: Libraries, library: string, version?: string): Answer {
  const family = FAMILIES.find(({ libraries }) => libraries.test(library));
  if (family === undefined) return 'unknown';
  if (version === undefined) return 'has';
  const named = NAMED[version];
  if (named !== undefined) return named(own) ? 'has' : 'lacks';
  for (const [pattern, newest] of family.kinds) {
    const [, number] = pattern.exec(version) ?? [];
    const most = newest(own);
    if (number === undefined || most === undefined) continue;
    return isAtMost(number, most) ? 'has' : 'lacks';
  }
  return 'unknown';
}

/** GCC 12 defines GCC_12.0.0, so only as many numbers count as the newest has. */
function isAtMost(number: string, newest: string): boolean {
  const digits = newest.split('.').length;
  const compared = digits === 1 ? number.split('.').slice(0, digits).join('.') : number;
  return compareVersions(compared, newest) <= 0;
}

/** How a system's version of a library is told, e.g. `glibc 2.36`. */
export function ownVersionOf(own: Libraries, library: string): string {
  if (/^libstdc\+\+|^libgcc_s/.test(library)) return `GLIBCXX_3.4.${own.glibcxx}`;
  if (/^libz\./.test(library)) return `ZLIB_${own.zlib ?? '?'}`;
  return `glibc ${own.glibc}`;
}
