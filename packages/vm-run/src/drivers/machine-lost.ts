import { EnvironmentError } from '@flightline/core/errors';
import type { MachineSpec } from './driver';

/** `because`: whole sentences. */
export function machineLost({ box, consoleLog }: MachineSpec, because: string): EnvironmentError {
  return new EnvironmentError(
    'MACHINE_LOST',
    `The machine of '${box}' is gone. ${because}`,
    `Read '${consoleLog}'.`,
  );
}
