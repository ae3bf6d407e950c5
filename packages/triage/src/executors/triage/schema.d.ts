// Generated from schema.json. Change that, then run: npm run generate

/**
 * Read the evidence of every box of a release project and say what failed.
 */
export interface TriageExecutorSchema {
  /**
   * Look at these boxes only. All boxes of the matrix by default.
   */
  boxes?: string[];
  /**
   * Folder of the evidence, relative to the release project. By default each box's evidence is read where its own 'evidenceDir' says, and triage writes to 'vms/artifacts/triage'.
   */
  evidenceDir?: string;
  /**
   * Folder of the product's own rules and expectations, relative to the release project: YAML or JSON files as rules.schema.json says, or TypeScript that exports 'defineRules({...})'.
   */
  rules?: string;
  /**
   * Run the examples of all rules instead of reading evidence.
   */
  testRules?: boolean;
  /**
   * Show the last lines of every box's log: '--tail' for 100, '--tail=20' for 20.
   */
  tail?: number | boolean;
  /**
   * Show the hard failures only, a line each, of every box, also of those that passed.
   */
  hard?: boolean;
  /**
   * Show the files that every box brought home as its reports.
   */
  reports?: boolean;
  /**
   * Show the lines of logs and consoles that a pattern in RE2 syntax matches.
   */
  grep?: string;
}
