// A guest that gives no sign of life: no byte on its console, and no request to its disk. The disk counts because
// many systems have no serial console; they are silent from the boot loader to the login, but they read.
import type { BootCode } from './recognisers';

/** How far a guest has come, as far as its console tells. */
export type Stage = 'firmware' | 'boot loader' | 'kernel';

/**
 * Shorter silences mean nothing, in ms; the longest of a sound boot stands in docs/boot-watch.md.
 */
const SHORTEST_MS = 30_000;

/** The part of a boot's limit that may pass in silence. */
const PART = 1 / 3;

/** How long a guest may give no sign of life, in ms. The limit of the boot is stretched for emulation, hence so is this. */
export function silenceLimit(bootTimeout: number): number {
  return Math.max(SHORTEST_MS, bootTimeout * PART);
}

/**
 * What silence means. The box is to blame only where its code was seen to begin and did nothing: a kernel that
 * stops may as well wait for a host that does.
 */
export const SILENCE: Readonly<Record<Stage, { meaning: string; code: BootCode }>> = {
  firmware: { meaning: 'its firmware started nothing', code: 'BOOT_FAILED' },
  'boot loader': {
    meaning: 'what the firmware started neither wrote to the console nor used the disk',
    code: 'BOOT_BROKEN',
  },
  kernel: {
    meaning: 'its kernel started, and then it neither wrote to the console nor used the disk',
    code: 'BOOT_FAILED',
  },
};

/** The last words of SeaBIOS and of EDK II before the code of the disk begins. */
const HANDED_OVER = /^(?:Booting from |BdsDxe: starting )/;
const KERNEL = /(?:^|\] )Linux version \d/;

/** The stage after a line. */
export function stageAfter(stage: Stage, line: string): Stage {
  if (stage === 'kernel' || KERNEL.test(line)) return 'kernel';
  return HANDED_OVER.test(line) ? 'boot loader' : stage;
}
