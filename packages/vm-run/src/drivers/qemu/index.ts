import type { Driver } from '../driver';
import { boot } from './boot';
import { probe } from './probe';

/** Machines by QEMU on this host, one process each, reached over ssh on a port of 127.0.0.1. */
export const qemu: Driver = { name: 'qemu', probe, boot };
