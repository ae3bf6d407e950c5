// Generated from schema.json. Change that, then run: npm run generate

/**
 * Lists the images and templates that this user's boxes have left in the cache of this host, of all workspaces, and removes what nothing uses: leftovers of killed processes and builds of an older recipe always, the rest as the options say.
 */
export interface VmPruneExecutorSchema {
  /**
   * Only say what the store holds and how large it is.
   */
  du?: boolean;
  /**
   * List only; remove nothing.
   */
  dryRun?: boolean;
  /**
   * Remove images until the store is at most this large, those first that were not used for the longest time.
   */
  maxSize?: string;
  /**
   * Remove images that were not used for this long: hours, days or weeks.
   */
  olderThan?: string;
}
