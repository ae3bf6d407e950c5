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
   * Build the artifact first, or take it from the cache. With --build=false the boxes get what lies in dist/artifact now.
   */
  build?: boolean;
}
