// The campaign as a program: `npm run chaos`.
import { parseArgs } from 'node:util';
import { printable } from '@flightline/core/events';
import { Campaign, type Outcome } from './campaign';
import { FAULTS, MOMENTS } from './faults';
import { MODES, type Lane } from './modes';
import { type Choice, type Round, planRound } from './rounds';
import type { DriverName } from './stage';
import { summary } from './summary';

const HELP = `Hurts runs in the middle and tells whether anything was left or wrong.

  npm run chaos -- [options]

  --rounds <n>         how many (default 20)
  --seed <n>           of the first round; each further round has the next one (default 1)
  --driver <name>      dummy (default), or qemu: real guests
  --lane <name>        nx (default), or executor: the executor without nx, which is faster
  --only <kind/moment> this kind of fault, this moment, or both: nx-kill, /run, nx-kill/run
  --list               name kinds, moments, modes and the rounds, and run none
  --keep               leave the workspace in place
  --help               this text
`;

const OPTIONS = {
  rounds: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  driver: { type: 'string', default: 'dummy' },
  lane: { type: 'string', default: 'nx' },
  only: { type: 'string' },
  list: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Resolves to the exit status: 0 when nothing was left or wrong, 130 when it was interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const driver = oneOf('driver', values.driver, ['dummy', 'qemu'] as const);
  const choice: Choice = {
    lane: oneOf('lane', values.lane, ['nx', 'executor'] as const),
    ...(values.only === undefined ? {} : { only: values.only }),
  };
  const [first, count] = [whole('seed', values.seed), whole('rounds', values.rounds)];
  const rounds = Array.from({ length: count }, (_, index) => planRound(first + index, choice));
  if (values.list) {
    list(rounds, choice.lane);
    return 0;
  }
  return await playAll(rounds, driver, choice, values.keep);
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Error(`--${option} is one of: ${known.join(', ')}.`);
  return found;
}

function whole(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new Error(`--${option} is a whole number.`);
  return Number(value);
}

function list(rounds: readonly Round[], lane: Lane): void {
  say(`kinds    ${FAULTS.map(({ kind, from }) => `${kind} (from ${from})`).join(', ')}`);
  say(`moments  ${MOMENTS.join(', ')}`);
  const modes = MODES.filter((mode) => mode.lane === lane);
  say(`modes    ${modes.map(({ name }) => name).join(', ')}`);
  for (const round of rounds) say(titleOf(round));
}

async function playAll(
  rounds: readonly Round[],
  driver: DriverName,
  choice: Choice,
  keep: boolean,
): Promise<number> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => interruption.abort());
  say('… a workspace from packed tarballs');
  const campaign = await Campaign.start(driver, interruption.signal);
  say(`in ${campaign.folders}`);
  const outcomes: Outcome[] = [];
  const startedAt = performance.now();
  try {
    for (const round of rounds) {
      const outcome = await campaign.play(round);
      if (interruption.signal.aborted) break;
      outcomes.push(outcome);
      say(
        progress(outcome, `${outcomes.length}/${rounds.length}`, commandOf(round, driver, choice)),
      );
    }
    summary(outcomes, performance.now() - startedAt).forEach(say);
  } finally {
    await campaign.close(keep);
  }
  if (interruption.signal.aborted) return 130;
  return outcomes.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

const titleOf = ({ seed, fault, moment, delayMs, mode, box, cold }: Round) =>
  `seed ${String(seed).padEnd(5)} ${`${fault.kind}/${moment} +${delayMs} ms`.padEnd(34)} ${mode.name.padEnd(19)} ${box.padEnd(5)} ${cold ? 'cold' : '    '}`;

const commandOf = ({ seed }: Round, driver: DriverName, { lane, only }: Choice) =>
  [
    `npm run chaos -- --rounds 1 --seed ${seed}`,
    ...(driver === 'dummy' ? [] : [`--driver ${driver}`]),
    ...(lane === 'nx' ? [] : [`--lane ${lane}`]),
    ...(only === undefined ? [] : [`--only ${only}`]),
  ].join(' ');

function progress(outcome: Outcome, count: string, command: string): string {
  const { round, hit, goneMs, states, problems, output, durationMs } = outcome;
  const facts = [
    hit === undefined ? 'came too late' : `hit in ${hit}`,
    ...(goneMs === undefined ? [] : [`machines gone after ${seconds(goneMs)}`]),
    ...states,
  ];
  const line = `${count.padStart(9)}  ${titleOf(round)}`;
  const all = `${seconds(durationMs)}: ${facts.join(', ')}`;
  if (problems.length === 0) return `${line}  ok, ${all}`;
  return [
    `${line}  WRONG, ${all}`,
    ...problems.map((problem) => `           ${problem}`),
    ...output
      .trim()
      .split('\n')
      .slice(-40)
      .map((text) => `           | ${printable(text).slice(0, 200)}`),
    `           ${command}`,
  ].join('\n');
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
