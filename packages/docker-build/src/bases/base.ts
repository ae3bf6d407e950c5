import { createHash } from 'node:crypto';
import { debianProblems } from '@flightline/core/debian';
import type { Problem } from '@flightline/core/errors';

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

const FROM = /^debian:(.+)$/;
const IMAGE = /^[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/;

/** All that is wrong with a definition. */
export function baseProblems(image: string, { from, packages = [] }: BaseDefinition): Problem[] {
  const suite = FROM.exec(from)?.[1];
  return [
    ...(IMAGE.test(image) ? [] : [{ message: `'${image}' cannot be the name of an image.` }]),
    ...(suite === undefined
      ? [{ message: `'${from}' is no source of packages, e.g. "debian:bookworm".` }]
      : debianProblems(suite, packages)),
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
