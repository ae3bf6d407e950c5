import type { Check } from '../../check';
import { accelerator } from './accelerator';
import { diskSpace } from './disk-space';
import { firmware } from './firmware';
import { room } from './room';
import { tools } from './tools';
import { vagrantPlugins } from './vagrant-plugins';

/** What a host must have for its boxes, in the order it is asked. A new check: one file and one line here. */
export const HOST_CHECKS: readonly Check[] = [
  tools,
  vagrantPlugins,
  firmware,
  accelerator,
  room,
  diskSpace,
];
