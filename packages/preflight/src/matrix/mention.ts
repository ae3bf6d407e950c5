import type { Problem } from '@flightline/core/errors';

/** Where something stands; the file as messages name it. */
export type Place = Required<Pick<Problem, 'file' | 'line'>> & Pick<Problem, 'column'>;

/** A name of a machine, and where it stands. */
export interface Mention {
  readonly name: string;
  readonly place: Place;
}

/** Names that stand together: what a script starts, a column of a table, a matrix of a workflow. */
export interface Listing {
  /** What it is, as the subject of a sentence. */
  readonly what: string;
  readonly mentions: readonly Mention[];
  /**
   * `commands`: each is the name of a machine for certain. `words`: they are names when most of the matrix is among
   * them.
   */
  readonly kind: 'commands' | 'words';
  /** Further machines come from Vagrant or Nx itself, or stand under a word like "others". */
  readonly isOpen: boolean;
  /** What could not be understood, so that names may be missing. */
  readonly unknown: readonly Problem[];
}
