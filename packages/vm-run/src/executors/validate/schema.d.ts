// Generated from schema.json. Change that, then run: npm run generate

/**
 * Runs every box of a release project, then triages whatever happened. One exit code for the whole matrix.
 */
export interface ValidateExecutorSchema {
  /**
   * Run these boxes only; all boxes of the matrix by default. On the command line: --boxes=bookworm,trixie
   */
  boxes?: string[];
  /**
   * How many boxes run at the same time.
   */
  jobs?: number;
  /**
   * Run the release project's docker-build first (from the cache when nothing changed).
   */
  build?: boolean;
  /**
   * Folder of the evidence, relative to the release project's root; the same as in the boxes.
   */
  evidenceDir?: string;
}
