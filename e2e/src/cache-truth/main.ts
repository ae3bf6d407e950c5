// The campaign as a program: `npm run cache-truth`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRunner } from '@flightline/core/process';
import { Campaign, type Trial } from './campaign';
import { boxesThatRan } from './judge';
import { MODES } from './modes';
import { matters } from './mutation';
import { FAMILIES } from './mutations';
import { type Planned, lanesOf, planTrials } from './trials';

const HELP = `Changes a workspace in hundreds of ways and tells whether exactly the boxes concerned ran.

  npm run cache-truth -- [options]

  --only <text>   mutations whose 'family: title' holds this text
  --mode <name>   all that hold in this mode, in this mode alone:
${MODES.map(({ name, says }) => `                    ${name.padEnd(8)}${says}`).join('\n')}
  --every-mode    each mutation in every mode in which it holds
  --list          name the trials and run none
  --keep          leave the workspace in place
  --help          this text

Without --mode and --every-mode each mutation is tried in one mode, and all modes get equal shares.
`;

const OPTIONS = {
  only: { type: 'string' },
  mode: { type: 'string' },
  'every-mode': { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Resolves to the exit status: 0 when every trial agreed. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const { only, mode } = values;
  const planned = planTrials(FAMILIES, {
    ...(only === undefined ? {} : { only }),
    ...(mode === undefined ? {} : { mode }),
    everyMode: values['every-mode'],
  });
  if (values.list) {
    planned.forEach((trial) => say(titleOf(trial)));
    return 0;
  }
  if (planned.length === 0) {
    say(
      `No mutation is like that. Name them with --list; modes: ${MODES.map(({ name }) => name).join(', ')}.`,
    );
    return 1;
  }
  return await runAll(planned, values.keep);
}

async function runAll(planned: readonly Planned[], keep: boolean): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'flightline-cache-truth-'));
  const startedAt = performance.now();
  say(`in ${scratch}`);
  const campaign = await Campaign.start(scratch, await createRunner(), (what) => say(`… ${what}`));
  try {
    const trials = new Map<Planned, Trial>();
    const tryAll = async (lane: readonly Planned[]) => {
      for (const trial of lane) {
        const done = await campaign.try(trial.mutation, trial.mode);
        trials.set(trial, done);
        say(progress(trial, done, `${trials.size}/${planned.length}`));
      }
    };
    // The two checkouts share nothing that a trial changes.
    await Promise.all(lanesOf(planned).map(tryAll));
    summary(planned, trials, performance.now() - startedAt).forEach(say);
    return [...trials.values()].some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    await campaign.close();
    if (keep) say(`kept: ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true });
  }
}

const titleOf = ({ family, mutation, mode }: Planned) =>
  `${mode.name.padEnd(7)} ${family}: ${mutation.title} -> ${expected(mutation)}`;

const expected = ({ runs, refuses }: Trial['mutation']) =>
  refuses === undefined ? listed(runs) : 'refused';

const listed = (boxes: readonly string[]) => (boxes.length === 0 ? 'none' : boxes.join(' '));

function progress(planned: Planned, { seen, problems, durationMs }: Trial, count: string): string {
  const line = `${count.padStart(9)}  ${titleOf(planned)}`;
  const took = `${(durationMs / 1000).toFixed(1)} s`;
  if (problems.length === 0) return `${line}  ok, ${took}`;
  const tail = seen.output.trim().split('\n').slice(-60);
  return [
    `${line}  WRONG, ${took}; ran: ${listed(boxesThatRan(seen))}`,
    ...problems.map((problem) => `           ${problem}`),
    ...tail.map((text) => `           | ${text}`),
  ].join('\n');
}

function summary(
  planned: readonly Planned[],
  trials: ReadonlyMap<Planned, Trial>,
  ms: number,
): string[] {
  const wrong = planned.filter((trial) => (trials.get(trial)?.problems.length ?? 1) > 0);
  const modes = MODES.map(
    ({ name }) => `${name} ${planned.filter(({ mode }) => mode.name === name).length}`,
  );
  return [
    '',
    ...wrong.flatMap((trial) => [
      `WRONG  ${titleOf(trial)}`,
      `       npm run cache-truth -- --mode ${trial.mode.name} --only '${trial.family}: ${trial.mutation.title}'`,
    ]),
    `trials: ${trials.size} (${modes.join(', ')}) in ${(ms / 60_000).toFixed(1)} min`,
    count(
      'matter',
      'ran exactly the boxes they concern',
      planned.filter(({ mutation }) => matters(mutation)),
      wrong,
    ),
    count(
      'do not matter',
      'ran none',
      planned.filter(({ mutation }) => !matters(mutation)),
      wrong,
    ),
  ];
}

/** Counts mutations: one that is tried in several modes agrees when it does in all of them. */
function count(
  what: string,
  did: string,
  all: readonly Planned[],
  wrong: readonly Planned[],
): string {
  const mutations = new Set(all.map(({ mutation }) => mutation));
  const bad = new Set(wrong.map(({ mutation }) => mutation));
  const good = [...mutations].filter((mutation) => !bad.has(mutation));
  return `${what}: ${good.length} of ${mutations.size} ${did}`;
}
