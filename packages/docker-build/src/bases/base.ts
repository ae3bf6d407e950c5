import { createHash } from 'node:crypto';

/** What the option `bases` says about one image. */
export interface BaseDefinition {
  /** `debian:<suite>`. */
  from: string;
  /** Distribution packages besides the base system. */
  packages?: readonly string[];
}

/** A base image made from distribution packages. */
export interface Base {
  image: string;
  suite: string;
  /** Sorted. */
  packages: readonly string[];
  /** Hex; equal exactly when suite and packages are. */
  digest: string;
}

const FROM = /^debian:([a-z][a-z0-9-]*)$/;
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;
const IMAGE = /^[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/;

/** All that is wrong with a definition, as sentences. */
export function baseProblems(image: string, { from, packages = [] }: BaseDefinition): string[] {
  return [
    ...(IMAGE.test(image) ? [] : [`'${image}' cannot be the name of an image.`]),
    ...(FROM.test(from) ? [] : [`'${from}' is no source of packages, e.g. "debian:bookworm".`]),
    ...packages
      .filter((name) => !PACKAGE.test(name))
      .map((name) => `'${name}' cannot be the name of a distribution package.`),
  ];
}

export function planBase(image: string, { from, packages = [] }: BaseDefinition): Base {
  const suite = FROM.exec(from)?.[1] ?? '';
  const sorted = [...new Set(packages)].sort();
  const digest = createHash('sha256')
    .update(JSON.stringify(['debian', suite, sorted]))
    .digest('hex');
  return { image, suite, packages: sorted, digest };
}
