// What the product costs, as ratios against a peer that is measured in turns with it: `npm run bench`. Times of
// two runs cannot be compared; ratios of one run can.
import { parseArgs } from 'node:util';
import { cached } from './bench/cached.mjs';
import { graph } from './bench/graph.mjs';
import { makeGround } from './bench/ground.mjs';
import { measure } from './bench/measure.mjs';
import { start } from './bench/start.mjs';
import { vagrantfile } from './bench/vagrantfile.mjs';

/** Every benchmark, in the order they run. A new one: one file and one line here. */
const BENCHMARKS = [graph, cached, start, vagrantfile];

const HELP = `Usage: npm run bench -- [--only <name>]... [--rounds <number>]

Measures each benchmark and its peer in turns, and prints the ratio of their medians beside its goal.
Needs built packages: npm run build. Ends with 1 when something could not be measured, whatever the ratios.

  --only <name>      one benchmark, may be repeated
  --rounds <number>  how often each side is measured, instead of what suits the benchmark
  --help             this text

Benchmarks:
${BENCHMARKS.map(({ name, title }) => `  ${name.padEnd(18)} ${title}`).join('\n')}
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const chosen = BENCHMARKS.filter(({ name }) => values.only?.includes(name) ?? true);
const strangers = values.only?.filter((name) => !BENCHMARKS.some((one) => one.name === name)) ?? [];
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);

if (values.help === true) process.stdout.write(HELP);
else if (strangers.length > 0 || (rounds !== undefined && !(rounds > 0))) {
  process.stderr.write(HELP);
  process.exitCode = 1;
} else await runAll();

async function runAll() {
  const ground = makeGround((text) => process.stderr.write(`  · ${text}\n`));
  const lines = [];
  for (const benchmark of chosen) {
    const { measured, text } = await measure(benchmark, ground, rounds);
    if (!measured) process.exitCode = 1;
    lines.push(text);
  }
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
