import type { DriverContext, Usable } from '../driver';

export function probe(_context: DriverContext): Promise<Usable> {
  return Promise.resolve({ usable: false, because: 'Not written yet.', fix: 'Wait for it.' });
}
