import type { Driver } from '../driver';
import { boot } from './boot';
import { probe } from './probe';

/** Machines without machines, for trials of everything around them: commands run on this host, in namespaces. */
export const dummy: Driver = { name: 'dummy', probe, boot };
