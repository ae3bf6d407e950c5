import type { Stage, Status } from '@flightline/core/check';
import type { Example } from './example';

export interface Defect {
  what: string;
  /** Of its checks; `source` by default. */
  stage?: Stage;
  make: (app: Example) => void;
  /** The checks that answer with something else than pass and skip; none for a near miss. */
  found: Readonly<Partial<Record<string, Status>>>;
  /** What one of their problems, or the answer itself, says. */
  says?: string;
  /** Whether `--fix` mends it. */
  mended?: true;
}

/** What only looks like a defect. */
export const near = (what: string, make: Defect['make']): Defect => ({ what, make, found: {} });
