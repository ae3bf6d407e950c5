// Rounds of the campaign `npm run chaos -- --driver qemu`, on real guests.
import { Campaign } from './chaos/campaign';
import { planRound } from './chaos/rounds';
import { QEMU, describeWith } from './tools';

const SAMPLE: readonly (readonly [only: string, seed: number])[] = [
  ['ctrl-c/run', 1],
  ['nx-kill/machine', 2],
  ['keeper-kill/run', 3],
  ['all-kill/machine', 4],
];

describeWith('a real guest whose run is hurt', QEMU, () => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start('qemu');
  }, 1_200_000);
  afterAll(() => campaign.close(false), 60_000);

  it.each(SAMPLE)(
    'by %s (seed %d) leaves nothing and tells the truth',
    async (only, seed) => {
      const { problems, output } = await campaign.play(planRound(seed, { lane: 'nx', only }));
      expect(problems.length === 0 ? '' : [...problems, output].join('\n')).toBe('');
    },
    900_000,
  );
});
