import type { Remains } from '@flightline/core/leases';
import { foundLease } from '@flightline/core/testing';
import { answer } from '../testing/release-tree';
import { leftoversCheck } from './leftovers';

const MACHINE: Remains = {
  path: '/cache/machines/m-1/lease.json',
  because: 'Its owner and its keeper are gone.',
  lease: foundLease().lease,
};
const FOLDER: Remains = { path: '/run/m-2', because: 'There is no lease for it.' };

describe('leftovers', () => {
  it('passes where nothing is left', async () => {
    const check = leftoversCheck(
      () => [],
      () => Promise.resolve(undefined),
    );
    expect(await answer(check, {})).toEqual({ status: 'pass' });
  });

  it('names machines and folders', async () => {
    const check = leftoversCheck(
      () => [MACHINE, FOLDER],
      () => Promise.resolve(undefined),
    );
    expect(await answer(check, {})).toMatchObject({
      status: 'warn',
      problems: [
        {
          file: MACHINE.path,
          message: "The machine of box 'one': Its owner and its keeper are gone.",
        },
        { file: FOLDER.path, message: 'There is no lease for it.' },
      ],
    });
  });

  it('ends them when it is asked to, and tells what resisted', async () => {
    const end = ({ lease }: Remains) => Promise.resolve(lease ? undefined : 'It is busy.');
    const check = leftoversCheck(() => [MACHINE, FOLDER], end);
    expect(await check.mend?.({ env: {} } as never)).toEqual(["Ended 'one'.", 'It is busy.']);
  });
});
