import type { Driver } from './driver';
import { dummy } from './dummy';
import { qemu } from './qemu';

/** Every driver. A new one: one folder and one line here. */
export const DRIVERS: readonly Driver[] = [qemu, dummy];

export type {
  Driver,
  DriverFacts,
  GuestFacts,
  HostContext,
  Machine,
  Preparation,
  Survey,
} from './driver';
