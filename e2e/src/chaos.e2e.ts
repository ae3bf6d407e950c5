// budget: 2 min, beside others
// A sample of the campaign that `npm run chaos` is; its seeds decide what is done.
import { Campaign } from './chaos/campaign';
import { type Choice, planRound } from './chaos/rounds';
import { NAMESPACES, describeWith } from './tools';

const SAMPLE: readonly (readonly [only: string, lane: Choice['lane'], seed: number])[] = [
  ['ctrl-c/run', 'nx', 1],
  ['nx-kill/run', 'nx', 2],
  ['nx-and-keeper-kill/run', 'nx', 3],
  ['all-kill/run', 'executor', 4],
  ['executor-kill/collect', 'executor', 5],
  ['keeper-kill/push', 'executor', 6],
];

const TOOLS = [
  ...NAMESPACES,
  { command: 'script', package: 'bsdutils' },
  { command: 'setpriv', package: 'util-linux' },
];

describeWith('a run that is hurt', TOOLS, () => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start('dummy');
  }, 120_000);
  afterAll(() => campaign.close(false), 60_000);

  it.each(SAMPLE)(
    'by %s in lane %s (seed %d) leaves nothing and tells the truth',
    async (only, lane, seed) => {
      const { problems, output } = await campaign.play(planRound(seed, { lane, only }));
      expect(problems.length === 0 ? '' : [...problems, output].join('\n')).toBe('');
    },
    120_000,
  );
});
