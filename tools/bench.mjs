// What the product costs, as ratios against a peer that is measured in turns with it: `npm run bench`. Times of
// two runs cannot be compared; ratios of one run can.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { build, rebuild } from './bench/build.mjs';
import { cached } from './bench/cached.mjs';
import { cleanMachine } from './bench/clean-machine.mjs';
import { clones, clonesMemory } from './bench/clones.mjs';
import { elf } from './bench/elf.mjs';
import { environment } from './bench/environment.mjs';
import { graph } from './bench/graph.mjs';
import { makeGround } from './bench/ground.mjs';
import { makespan } from './bench/makespan.mjs';
import { measure } from './bench/measure.mjs';
import { preflight } from './bench/preflight.mjs';
import { secondStart } from './bench/second-start.mjs';
import { start } from './bench/start.mjs';
import { triageLog, triageMatrix, triageNear } from './bench/triage.mjs';
import { vagrantfile } from './bench/vagrantfile.mjs';
import { warmRun } from './bench/warm-run.mjs';

/** Every benchmark, in the order they run. A new one: one file and one line here. */
const BENCHMARKS = [
  ...[graph, cached, start, vagrantfile, preflight],
  ...[triageLog, triageNear, triageMatrix, elf, environment, build, rebuild],
  ...[cleanMachine, clones, clonesMemory, warmRun, makespan, secondStart],
];

const HELP = `Usage: npm run bench -- [<name>]... [--rounds <number>]

Measures each benchmark, or those that are named, and its peer in turns, and prints the ratio of the least times beside
its goal. Needs built packages: npm run build. Ends with 1 when something could not be measured, whatever the ratios.

  --rounds <number>  how often each side is measured, instead of what suits the benchmark
  --help             this text

Benchmarks:
${BENCHMARKS.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`).join('\n')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, help: { type: 'boolean' } },
});
const chosen = BENCHMARKS.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const strangers = positionals.filter((name) => !BENCHMARKS.some((one) => one.name === name));
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);

if (values.help === true) process.stdout.write(HELP);
else if (strangers.length > 0 || (rounds !== undefined && !(rounds > 0))) {
  process.stderr.write(HELP);
  process.exitCode = 1;
} else await runAll();

async function runAll() {
  const ground = makeGround((text) => process.stderr.write(`  · ${text}\n`));
  const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);
  const processor = cpus()[0]?.model ?? '';
  say(`${processor}, ${availableParallelism()} cores, Node ${process.version}`);
  for (const benchmark of chosen) {
    const { measured, text } = await measure(benchmark, ground, rounds);
    if (!measured) process.exitCode = 1;
    // What else the machine did meanwhile.
    const load = loadavg().map((one) => one.toFixed(1));
    say(`\n${text}\n    load ${load.join(', ')}`);
  }
}
