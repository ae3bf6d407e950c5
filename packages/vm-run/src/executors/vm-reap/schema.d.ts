// Generated from schema.json. Change that, then run: npm run generate

/**
 * Lists the machines that this user's runs and vm-up have left on this host, of all workspaces, and ends those whose owner and keeper are gone or whose time is over.
 */
export interface VmReapExecutorSchema {
  /**
   * List only; end nothing.
   */
  dryRun?: boolean;
  /**
   * End machines in use as well: runs that go on become 'aborted', shells in them are lost.
   */
  all?: boolean;
  /**
   * End machines older than this many hours as well, in use or not.
   */
  olderThan?: number;
}
