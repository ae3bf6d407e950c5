// Generated from schema.json. Change that, then run: npm run generate

/**
 * Ends the machine that vm-up left running for this box of this workspace, and removes its disk. Where none is up it says so and succeeds.
 */
export interface VmDownExecutorSchema {}
