// Generated from schema.json. Change that, then run: npm run generate

/**
 * Opens a shell in the machine that vm-up left running, or runs one shell line in it. Of several machines of the box it takes the newest of this workspace.
 */
export interface VmSshExecutorSchema {
  /**
   * Shell line to run in the guest, without a terminal; a shell for you by default, which needs one.
   */
  command?: string;
}
