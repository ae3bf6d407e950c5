import { type Check, fail, pass, skip } from '../../check';
import type { BoxOptions } from '../../model';
import { UEFI_INSTALL, type UefiFirmware, uefiFirmware } from '../uefi-firmware';

const needsUefi = ({ driver, firmware }: BoxOptions) => driver === 'qemu' && firmware === 'uefi';

/** Says whether machines with UEFI can be made; `find` looks for their firmware. */
export function firmwareCheck(find: () => UefiFirmware | undefined): Check {
  return {
    id: 'uefi-firmware',
    stage: 'host',
    title: 'There is firmware for boxes with UEFI',
    why: 'A disk that is made for UEFI does not boot by BIOS; its box would wait in vain for its boot loader.',
    fix: 'Install OVMF.',
    run: ({ boxes }) => {
      const names = boxes.filter(({ options }) => needsUefi(options)).map(({ name }) => name);
      if (names.length === 0) return Promise.resolve(skip('No box has UEFI.'));
      const found = find();
      const because = `There is no OVMF for ${names.map((name) => `'${name}'`).join(', ')}.`;
      return Promise.resolve(
        found === undefined ? fail(because, UEFI_INSTALL) : pass(`'${found.code}'`),
      );
    },
  };
}

export const firmware = firmwareCheck(uefiFirmware);
