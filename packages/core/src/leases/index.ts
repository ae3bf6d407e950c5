export type { Entry, Lease, Purpose } from './lease';
export type { HeldLease } from './held-lease';
export { takeLease } from './take-lease';
export type { Wanted } from './take-lease';
export { endLease } from '../../bin/end-lease.js';
