import { machinesThatMention } from './leftovers';
import {
  type ContractSubject,
  DRIVER_CONTRACT,
} from '../../packages/vm-run/src/drivers/driver-contract';

/** Tests, in their order, of a machine that the last one destroys; `program` is what its process is called. */
export function testContract(subject: () => ContractSubject, program: string): void {
  const seen = () => machinesThatMention(`flightline-${subject().spec.box}`, program);

  it('is seen among the processes', () => {
    expect(seen()).not.toEqual([]);
  });

  it.each(DRIVER_CONTRACT)(
    '$title',
    async ({ check }) => {
      await expect(check(subject())).resolves.toBeUndefined();
    },
    120_000,
  );

  it('leaves no machine behind', () => {
    expect(seen()).toEqual([]);
  });
}
