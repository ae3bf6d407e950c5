import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const DIST = join(ROOT, 'packages/triage/dist');
const MIB = 1024 * 1024;

/** What a guest prints on a good day, with words that failures use, too. */
const ORDINARY = [
  '[   12.345678] systemd[1]: Started ssh.service - OpenBSD Secure Shell server.',
  'tests/test_api.py::test_error_is_reported PASSED                         [  7%]',
  '2026-01-02T03:04:05.678Z app[812]: served /index.html in 12 ms, 0 failed, error=none',
  'Get:12 http://deb.debian.org/debian bookworm/main amd64 libcurl4 amd64 7.88.1-10 [391 kB]',
  'ok 12 - the page names this machine',
  'Setting up libssl3:amd64 (3.0.14-1~deb12u2) ...',
];
const FAILED =
  "./app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by ./app)";

/**
 * @param {string} path
 * @param {number} bytes
 * @param {readonly string[]} lines
 */
function writeLog(path, bytes, lines = ORDINARY) {
  const block = `${Array.from({ length: 2000 }, (_, i) => lines[i % lines.length]).join('\n')}\n`;
  const text = block.repeat(Math.ceil(bytes / block.length)).slice(0, bytes);
  writeFileSync(path, `${text.slice(0, text.lastIndexOf('\n'))}\n${FAILED}\n`);
}

const CLASSIFY = `
const { classify } = require(process.argv[1] + '/classify');
const startedAt = performance.now();
classify(process.argv[2], { box: 'a', file: 'logs/a_run.log' }).then((found) => {
  if (found.length === 0) throw new Error('It found nothing.');
  console.log(performance.now() - startedAt, process.resourceUsage().maxRSS / 1024);
});
`;

/** Lines that hold what rules look for and are none of it: all of them are read, and none is passed over. */
const NEAR_MISSES = `
const { RULES } = require(process.argv[1] + '/classify');
const single = RULES.flatMap(({ examples }) => examples.mustNotMatch).filter((text) => !text.includes('\\n'));
console.log(single.join('\\n'));
`;

const PATTERNS = `
const { RULES } = require(process.argv[1] + '/classify');
const all = RULES.flatMap(({ any, all, sequence }) => any ?? all?.patterns ?? sequence?.patterns ?? []);
console.log([...new Set(all)].join('\\n'));
`;

/** As grep -E reads them; it has no flags, so its patterns are stricter than ours where a rule folds case. */
const extended = (/** @type {string} */ pattern) =>
  pattern
    .replaceAll('(?i)', '')
    .replace(/\(\?P<\w+>/g, '(')
    .replaceAll('(?:', '(')
    .replace(/([*+?}])\?/g, '$1')
    // Within brackets a backslash stands for itself there.
    .replace(/\[(?:\\.|[^\]\\])*\]/g, (set) =>
      set
        .replaceAll('\\w', 'A-Za-z0-9_')
        .replaceAll('\\d', '0-9')
        .replaceAll('\\s', ' ')
        .replace(/\\(?=.)/g, ''),
    )
    .replaceAll('\\d', '[0-9]');

/**
 * One log through all built-in rules, and through grep with the same patterns.
 * @param {{ name: string, title: string, rounds: number, bytes: number, lines?: string }} about
 * @returns {import('./measure.mjs').Benchmark}
 */
const againstGrep = ({ name, title, rounds, bytes, lines: script }) => ({
  ...{ name, title, rounds },
  missing: () =>
    notBuilt() ??
    (isOnPath('grep') ? undefined : 'grep missing; enable with: apt-get install grep'),
  prepare: async (ground) => {
    const cwd = ground.folder();
    const log = join(cwd, 'run.log');
    const node = (/** @type {string} */ script) =>
      run([process.execPath, '-e', script, DIST, log], { cwd });
    const lines =
      script === undefined ? ORDINARY : (await node(script)).output.trimEnd().split('\n');
    writeLog(log, bytes, lines);
    const patterns = (await node(PATTERNS)).output.trimEnd().split('\n').map(extended);
    writeFileSync(join(cwd, 'patterns'), `${patterns.join('\n')}\n`);
    const measured = async (/** @type {number} */ index) =>
      Number((await node(CLASSIFY)).output.split(' ')[index]);
    const grep = async (/** @type {string} */ locale) => {
      const env = { ...process.env, LC_ALL: locale };
      return (await run(['grep', '-a', '-c', '-E', '-f', 'patterns', log], { cwd, env })).ms;
    };
    return {
      ours: { name: `classify, ${patterns.length} patterns`, take: () => measured(0) },
      peer: { name: 'grep -c in the C locale, the process, too', take: () => grep('C') },
      beside: [
        { name: 'grep -c in UTF-8', insteadOf: 'peer', take: () => grep('C.UTF-8') },
        { name: 'memory of the whole process, in MiB', take: () => measured(1) },
      ],
    };
  },
});

export const triageLog = againstGrep({
  name: 'triage-log',
  title: 'a log of 128 MiB through all built-in rules against GNU grep -E with the same patterns',
  rounds: 5,
  bytes: 128 * MIB,
});

export const triageNear = againstGrep({
  name: 'triage-near',
  title: 'the same for 1 MiB of lines that nearly match',
  rounds: 3,
  bytes: MIB,
  lines: NEAR_MISSES,
});

const BOXES = 1000;

const TRIAGE = `
const { triage } = require(process.argv[1] + '/executors/triage/triage.js');
const projects = { app: { root: 'app', tags: [], targets: {} } };
for (let i = 0; i < ${BOXES}; i += 1) {
  const options = { image: 'debian:bookworm', hostname: 'box' + i, driver: 'dummy' };
  projects['box' + i] = { root: 'app/vms/boxes/box' + i, tags: ['type:box', 'matrix:app'], targets: { 'vm-run': { options } } };
}
const task = {
  ...{ workspaceRoot: process.argv[2], project: { name: 'app', root: 'app', tags: [] }, projects, taskHash: null, env: {} },
  ...{ runner: undefined, reporter: { emit: () => {}, close: () => {} }, signal: new AbortController().signal },
};
const startedAt = performance.now();
triage({}, task).then((green) => {
  if (green) throw new Error('It found nothing.');
  console.log(performance.now() - startedAt, process.resourceUsage().maxRSS / 1024);
});
`;

/** @type {import('./measure.mjs').Benchmark} */
export const triageMatrix = {
  name: 'triage-matrix',
  title: `triage of ${BOXES} boxes with logs of 1 MiB against 'grep -c' for one word in the same logs`,
  rounds: 3,
  missing: triageLog.missing,
  prepare: async (ground) => {
    const root = ground.folder();
    const artifacts = join(root, 'app/vms/artifacts');
    mkdirSync(join(artifacts, 'logs'), { recursive: true });
    const log = join(root, 'run.log');
    writeLog(log, MIB);
    for (let i = 0; i < BOXES; i += 1) {
      const results = join(artifacts, 'results', `box${i}`);
      mkdirSync(results, { recursive: true });
      linkSync(log, join(artifacts, 'logs', `box${i}_run.log`));
      writeFileSync(join(results, 'result.json'), JSON.stringify(failedResult(`box${i}`)));
    }
    const ours = async (/** @type {number} */ index) =>
      Number(
        (await run([process.execPath, '-e', TRIAGE, DIST, root], { cwd: root })).output.split(' ')[
          index
        ],
      );
    const grep = async () =>
      (await run(['grep', '-r', '-c', 'GLIBC_', join(artifacts, 'logs')], { cwd: root })).ms;
    return {
      ours: { name: 'triage, with all its reports', take: () => ours(0) },
      peer: { name: 'grep -r -c for one word', take: grep },
      beside: [{ name: 'memory of the whole process, in MiB', take: () => ours(1) }],
    };
  },
};

/** @param {string} box */
function failedResult(box) {
  return {
    ...{
      schemaVersion: 1,
      state: 'finished',
      box,
      hostname: box,
      verdict: 'failed',
      because: 'No.',
    },
    ...{ attempts: 1, startedAt: '2026-01-02T03:04:05.000Z', durationMs: 1, taskHash: null },
    ...{ phases: [], runner: 'vms/runner.sh', runnerExitCode: 1, guest: {} },
    machine: { driver: 'dummy', accelerator: null, memory: 1, cpus: 1, image: 'debian:bookworm' },
    digests: { artifact: null, image: null, runner: null },
  };
}
