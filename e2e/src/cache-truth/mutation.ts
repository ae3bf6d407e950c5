import type { Checkout } from './checkout';

export type ModeName = 'plain' | 'daemon' | 'alone' | 'clone' | 'remote';

/** One change, and what a truthful cache makes of it. */
export interface Mutation {
  readonly title: string;
  /** The boxes it concerns; every other box of the workspace must come from the cache. */
  readonly runs: readonly string[];
  /** Changes first, after which nx runs whatever has to; the mutation itself comes after that. */
  first?(at: Checkout): unknown;
  /** Makes the change. What a checkout is told to change, it can undo. */
  apply?(at: Checkout): unknown;
  /** The words given to nx. Default: all boxes. */
  readonly asks?: readonly string[];
  /** Added to the environment of nx. */
  readonly env?: Readonly<Record<string, string>>;
  /** The umask of nx. */
  readonly umask?: number;
  /** Where nx must fail instead of showing an old green: what it says. */
  readonly refuses?: string;
  /** Tasks that nx must say come from the cache, e.g. `sextant:preflight`. */
  readonly hits?: readonly string[];
  /** The modes in which it holds. Default: all. */
  readonly modes?: readonly ModeName[];
}

/** Mutations of one kind; they are named together and stand in one file. */
export interface Family {
  readonly name: string;
  readonly mutations: readonly Mutation[];
}

/** True for a change after which something has to happen. */
export const matters = ({ runs, refuses }: Mutation): boolean =>
  runs.length > 0 || refuses !== undefined;

/** A row of a table of mutations that have the rest in common. */
export type Change = readonly [title: string, apply: NonNullable<Mutation['apply']>];

export const each = (
  changes: readonly Change[],
  common: Omit<Mutation, 'title' | 'apply'>,
): Mutation[] => changes.map(([title, apply]) => ({ title, apply, ...common }));
