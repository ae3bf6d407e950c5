import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { notBuilt } from './ground.mjs';

const BYTES = 4 * 1024 * 1024;

const READ = `
const { readFileSync } = require('node:fs');
const { readProcessStarts } = require(process.argv[1]);
const files = readFileSync(process.argv[2], 'utf8').trimEnd().split('\\n');
const sources = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const options = { sanitiser: 'get_clean_env', entryPoints: [] };
const startedAt = performance.now();
readProcessStarts(sources, options).then((modules) => {
  const starts = modules.reduce((sum, { starts }) => sum + starts.length, 0);
  if (starts === 0) throw new Error('It found no process start.');
  console.log(performance.now() - startedAt, starts);
});
`;

/** Python's own parser over the same files, which finds nothing. */
const PARSE = `
import ast, sys, time
texts = [open(name, encoding="utf-8").read() for name in open(sys.argv[1]).read().split("\\n") if name]
start = time.perf_counter()
for text in texts: ast.parse(text)
print((time.perf_counter() - start) * 1000)
`;

/** @type {import('./measure.mjs').Benchmark} */
export const environment = {
  name: 'environment',
  title: `process starts in ${BYTES / 1024 / 1024} MiB of Python against parsing the same by Python's own ast`,
  rounds: 3,
  missing: () =>
    notBuilt() ??
    (isOnPath('python3') ? undefined : 'python3 missing; enable with: apt-get install python3'),
  prepare: async (ground) => {
    const cwd = ground.folder();
    const where = await run(['python3', '-c', 'import os; print(os.path.dirname(os.__file__))'], {
      cwd,
    });
    const files = someOf(where.output.trim());
    const list = join(cwd, 'files');
    writeFileSync(list, `${files.join('\n')}\n`);
    const reader = join(ROOT, 'packages/core/dist/readers/python-starts/index.js');
    const ours = async () =>
      (await run([process.execPath, '-e', READ, reader, list], { cwd })).output.split(' ');
    const [, starts = ''] = await ours();
    ground.say(`environment: ${starts.trim()} process starts in ${files.length} files`);
    const limit = (BYTES / 1e6) * 1000;
    return {
      ours: {
        name: 'the reader, with its grammar',
        limit,
        take: async () => Number((await ours())[0]),
      },
      peer: {
        name: 'ast.parse',
        take: async () => Number((await run(['python3', '-c', PARSE, list], { cwd })).output),
      },
    };
  },
};

/**
 * The modules of Python's own library, in the order of their names, until there are enough.
 * @param {string} folder
 */
function someOf(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  /** @type {string[]} */
  const files = [];
  let bytes = 0;
  for (const path of names.sort().map((name) => join(folder, name))) {
    if (bytes >= BYTES) break;
    bytes += statSync(path).size;
    files.push(path);
  }
  return files;
}
