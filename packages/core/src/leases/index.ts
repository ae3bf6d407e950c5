export type { Entry, Lease, PendingEvidence, Purpose } from './lease';
export type { HeldLease } from './held-lease';
