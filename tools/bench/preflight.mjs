import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const DIST = join(ROOT, 'packages/preflight/dist');
const EXAMPLE = join(ROOT, 'examples/hardening');
const FILES = 10_000;

/**
 * What such a product consists of, in parts of a hundred: its files multiplied, each in many copies that differ.
 * @type {readonly (readonly [from: string, to: string, parts: number])[]}
 */
const GROWN = [
  ['core/check.py', 'core/part/module.py', 40],
  ['tests/test_audit.py', 'tests/part/test_module.py', 25],
  ['frontend/rampart.js', 'frontend/part/module.js', 15],
  ['templates/report.html', 'templates/part/page.html', 10],
  ['scripts/launcher.sh', 'scripts/part/tool.sh', 1.8],
  // Few products have one.
  ['scripts/run_automated_vm_tests.sh', 'scripts/part/run_vm_tests.sh', 0.2],
  ['core/README.md', 'docs/part/README.md', 8],
];

/** Asks stage source three times in one process: prints what each took, in ms. */
const ASK = `
const startedAt = performance.now();
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { preflight } = require(process.argv[1] + '/executors/preflight/preflight.js');
const root = process.argv[2];
const roots = ['app', ...readdirSync(join(root, 'app/vms/boxes')).map((box) => 'app/vms/boxes/' + box)];
const projects = Object.fromEntries(roots.map((one) => {
  const found = JSON.parse(readFileSync(join(root, one, 'project.json'), 'utf8'));
  return [found.name, { tags: [], implicitDependencies: [], ...found, root: one }];
}));
const task = {
  ...{ workspaceRoot: root, project: { name: 'hardening', root: 'app', tags: [] }, projects, taskHash: null, env: {} },
  target: { name: 'preflight', cached: true },
  ...{ runner: undefined, reporter: { emit: () => {}, close: () => {} }, signal: new AbortController().signal },
};
const ask = async (since) => {
  if (!(await preflight({}, task))) throw new Error('It found something.');
  return performance.now() - since;
};
(async () => {
  const first = await ask(startedAt);
  const again = await ask(performance.now());
  console.log(first, again);
})();
`;

/** @type {import('./measure.mjs').Benchmark} */
export const preflight = {
  name: 'preflight',
  title: `stage source of a product of ${FILES} files against 'grep -r' for two words in all of them`,
  rounds: 5,
  missing: () =>
    notBuilt() ??
    (isOnPath('grep') ? undefined : 'grep missing; enable with: apt-get install grep'),
  prepare: async (ground) => {
    const root = ground.folder();
    growProduct(join(root, 'app'));
    const ours = async (/** @type {number} */ index) => {
      const { output } = await run([process.execPath, '-e', ASK, DIST, root], { cwd: root });
      return Number(output.split(' ')[index]);
    };
    const words = ['-e', 'setup\\.py', '-e', 'Dockerfile\\.rocky'];
    // It finds none of them, and says so by its status.
    const grep = ['sh', '-c', 'grep -r -c "$@" app > counts; test $? -le 1', 'sh', ...words];
    return {
      ours: {
        name: 'a process that has read nothing yet, its modules, too',
        take: () => ours(0),
        limit: 5000,
      },
      peer: {
        name: 'grep -r -c for what one of the checks looks for',
        take: async () => (await run(['sh', ...grep.slice(1)], { cwd: root })).ms,
      },
      beside: [
        {
          name: 'the same again in that process',
          insteadOf: 'ours',
          take: () => ours(1),
          limit: 1000,
        },
      ],
    };
  },
};

/**
 * Writes the example, grown to as many files.
 * @param {string} app
 */
function growProduct(app) {
  const built = ['dist', 'artifacts', 'node_modules', '__pycache__'];
  cpSync(EXAMPLE, app, { recursive: true, filter: (path) => !built.includes(basename(path)) });
  const there = readdirSync(app, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const missing = FILES - there.length;
  let left = missing;
  for (const [from, to, parts] of GROWN) {
    const text = readFileSync(join(EXAMPLE, from), 'utf8');
    const copies = Math.min(left, Math.ceil((missing * parts) / 100));
    left -= copies;
    for (let index = 0; index < copies; index += 1) {
      const folder = join(app, dirname(to).replace('part', `part${Math.floor(index / 40)}`));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${index}_${basename(to)}`), `${text}\n# ${index}\n`);
    }
  }
}
