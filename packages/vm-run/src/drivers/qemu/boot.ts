import { EnvironmentError } from '@flightline/core/errors';
import type { DriverContext, Machine, MachineSpec } from '../driver';

export function boot({ box }: MachineSpec, _context: DriverContext): Promise<Machine> {
  return Promise.reject(
    new EnvironmentError('BOOT_FAILED', `'${box}' cannot be booted yet.`, 'Wait for the driver.'),
  );
}
