import { hasGuest } from '../host/checks/guests';
import type { Box } from '../model';
import type { Share } from './admit';

/** What QEMU takes besides the memory of its guest, in MiB. */
const QEMU_MIB = 128;

/**
 * What QEMU may take for the translated code of an emulated guest, in MiB. By itself it would take up to 1024, whatever
 * the guest's size.
 */
export const TRANSLATION_MIB = 512;

/**
 * What the machine of a box may take. A clone counts in full: it shares pages with its template until it writes them,
 * and nobody knows which it will write.
 */
export function shareOf(box: Box, emulated: boolean): Share {
  const { memory, cpus } = box.options;
  const besides = hasGuest(box) ? QEMU_MIB + (emulated ? TRANSLATION_MIB : 0) : 0;
  return { memory: memory + besides, cpus, boots: 0 };
}

/** What a machine takes besides while it boots and no hardware helps: all of a core. */
export const ONE_BOOT: Share = { memory: 0, cpus: 0, boots: 1 };
