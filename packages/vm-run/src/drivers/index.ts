import type { Driver } from './driver';
import { qemu } from './qemu';

/** Every driver. A new one: one folder and one line here. */
export const DRIVERS: readonly Driver[] = [qemu];

export type { Driver, DriverContext, DriverFacts, Machine } from './driver';
