// Generated from schema.json. Change that, then run: npm run generate

/**
 * Asks the checks of stage 'source' of every release project that has a named input 'preflightSources' of its own, and writes there what they looked at; without one Nx hashes every file of the project. 'nx sync' writes, 'nx sync:check' tells. A run of preflight whose checks look at more than that is not successful.
 */
export interface SyncGeneratorSchema {}
