import type { BackEnd } from '../archive';
import { flit } from './flit';
import { hatchling } from './hatchling';
import { poetry } from './poetry';
import { setuptools } from './setuptools';

/** Back ends whose builds are foretold. A new one: one file or folder and one line here. */
export const BACK_ENDS: readonly BackEnd[] = [setuptools, hatchling, poetry, flit];
