import type { Box } from '../../model';

/** Drivers whose boxes have no guest: they take neither memory nor a disk of this host. */
const WITHOUT_GUEST: ReadonlySet<string> = new Set(['dummy']);

export const hasGuest = ({ options }: Box): boolean => !WITHOUT_GUEST.has(options.driver);
