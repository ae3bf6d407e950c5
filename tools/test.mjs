// Everything that must hold before a change lands. Ends with one line that counts all of it.
//   npm test              set-up, then format, generated files, unused code, lint, types, specs, e2e
//   npm test -- --fast    the same without e2e
//   npm run e2e:long      the e2e that take too long for every change
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setUp } from './setup.mjs';

/**
 * How the e2e of a change share the machine. What boots guests has it for itself; of the rest two files run at a
 * time, which their first line says: `// budget: 2 min, beside others`.
 */
const LANES = [
  { lane: 'beside others', results: 'e2e/beside-test-results.json', words: ['--maxWorkers=2'] },
  { lane: 'alone', results: 'e2e/test-results.json', words: ['--runInBand'] },
];

/** Where Jest leaves its counts, run by run. */
const RESULTS = [
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/test-results.json`),
  ...LANES.map(({ results }) => results),
].map((file) => join(ROOT, file));
const flags = new Set(process.argv.slice(2));
const node = (/** @type {string[]} */ ...args) => [process.execPath, ...args];
const bin = (/** @type {string} */ path) => join(ROOT, 'node_modules', path);
const nx = (/** @type {string[]} */ ...args) => node(bin('nx/dist/bin/nx.js'), ...args);
const jest = (/** @type {string[]} */ ...args) =>
  node(
    '--experimental-vm-modules',
    '--no-warnings',
    bin('jest/bin/jest.js'),
    '--config',
    'e2e/jest.config.cjs',
    ...args,
  );

/** @typedef {{ name: string, argv: string[], tests?: boolean }} Step */

/** @type {readonly Step[]} */
const QUICK = [
  {
    name: 'format',
    argv: node(bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'),
  },
  { name: 'generated files', argv: node('tools/generate.mjs', '--check') },
  // Before tasks run, Nx looks for it in a terminal only.
  { name: 'boxes in step with their Vagrantfile', argv: nx('sync:check') },
  { name: 'build', argv: nx('run-many', '-t', 'build', '--output-style=static') },
  { name: 'lint', argv: nx('run-many', '-t', 'lint', '--output-style=static', '--parallel=2') },
  {
    name: 'types',
    argv: nx('run-many', '-t', 'typecheck', '--output-style=static', '--parallel=2'),
  },
  {
    name: 'types of the tools',
    argv: node(bin('typescript/bin/tsc'), '-p', 'tools/tsconfig.json'),
  },
  { name: 'unused code', argv: node(bin('knip/bin/knip.js')) },
  {
    name: 'specs',
    argv: nx('run-many', '-t', 'test', '--output-style=static', '--parallel=2'),
    tests: true,
  },
];

/** @type {() => readonly Step[]} */
const e2e = () => {
  const budgets = readBudgets();
  return LANES.map(({ lane, results, words }) => {
    const files = budgets.filter((one) => one.lane === lane).map(({ file }) => `e2e/src/${file}`);
    return {
      name: `e2e, ${lane}`,
      argv: jest(...words, '--json', '--outputFile', results, '--runTestsByPath', ...files),
      tests: true,
    };
  });
};

/** @type {Step} */
const LONG = {
  name: 'long e2e',
  argv: jest(
    ...['--runInBand', '--testMatch', '**/*.long.ts'],
    ...['--json', '--outputFile', 'e2e/test-results.json'],
  ),
  tests: true,
};

/** @type {readonly Step[]} */
const steps = flags.has('--long') ? [LONG] : flags.has('--fast') ? QUICK : [...QUICK, ...e2e()];

/** @param {Step} step */
function runStep({ name, argv }) {
  process.stdout.write(`\n── ${name}\n`);
  const startedAt = Date.now();
  const [command = '', ...args] = argv;
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, NX_TUI: 'false' },
  });
  process.stdout.write(
    `── ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`,
  );
  return status === 0;
}

/** The minutes each e2e file may take on two cores, and its lane, as its first line states. */
function readBudgets() {
  const folder = join(ROOT, 'e2e', 'src');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.e2e.ts'))
    .map((file) => {
      const first = readFileSync(join(folder, file), 'utf8').split('\n', 1)[0] ?? '';
      const [, minutes, lane = 'alone'] = /^\/\/ budget: (\d+) min(?:, (.+))?$/.exec(first) ?? [];
      if (minutes === undefined || !LANES.some((one) => one.lane === lane))
        throw new Error(`${file} does not state its time budget and lane in its first line.`);
      return { file, lane, minutes: Number(minutes) };
    });
}

/** Two files at a time take a little more than half of their sum. */
function tellBudgets() {
  for (const { lane } of LANES) {
    const budgets = readBudgets().filter((one) => one.lane === lane);
    const sum = budgets.reduce((total, { minutes }) => total + minutes, 0);
    const each = budgets.map(({ file, minutes }) => `${file.replace('.e2e.ts', '')} ${minutes}`);
    process.stdout.write(`e2e time budget, ${lane}: ${sum} min (${each.join(', ')})\n`);
  }
}

function testCounts() {
  return RESULTS.filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
    .reduce(
      (sum, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) => ({
        passed: sum.passed + numPassedTests,
        failed: sum.failed + numFailedTests + numRuntimeErrorTestSuites,
        skipped: sum.skipped + numPendingTests,
      }),
      { passed: 0, failed: 0, skipped: 0 },
    );
}

function main() {
  if (!setUp({ tests: !flags.has('--fast') })) return false;
  for (const file of RESULTS) rmSync(file, { force: true });
  if (flags.size === 0) tellBudgets();
  const outcomes = steps.map((step) => ({ ...step, ok: runStep(step) }));
  const tests = testCounts();
  // A step that runs tests is counted by its tests; every other step is one of its own.
  const passed =
    tests.passed + outcomes.filter(({ ok, tests: counted }) => ok && counted !== true).length;
  const failedSteps = outcomes.filter(
    ({ ok, tests: counted }) => !ok && (counted !== true || tests.failed === 0),
  );
  const failed = tests.failed + failedSteps.length;
  for (const { name } of outcomes.filter(({ ok }) => !ok))
    process.stdout.write(`\nfailed: ${name}\n`);
  process.stdout.write(
    `\n${passed} passed, ${failed} failed${tests.skipped === 0 ? '' : `, ${tests.skipped} skipped`}\n`,
  );
  return failed === 0;
}

process.exitCode = main() ? 0 : 1;
