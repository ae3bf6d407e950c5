// Generated from schema.json. Change that, then run: npm run generate

/**
 * Boots the box, puts the artifact and the runner into it and leaves it to a keeper, which destroys it at its time or when vm-down says so. What the machine is like stands in the options of the box's vm-run target.
 */
export interface VmUpExecutorSchema {
  /**
   * Minutes until the machine is destroyed; by default the 'keepFor' of the box.
   */
  for?: number;
  [k: string]: unknown;
}
