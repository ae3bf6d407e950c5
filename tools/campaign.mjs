// Builds the packages, then starts a campaign of e2e/src by the name of its folder. `npm run cache-truth -- --help` and
// `npm run chaos -- --help` say what they do.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './setup.mjs';

const [campaign = '', ...args] = process.argv.slice(2);
const runsNothing = args.includes('--help') || args.includes('--list');
process.exitCode = runsNothing || build() ? await start() : 1;

function build() {
  const nx = join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const words = [nx, 'run-many', '-t', 'build', '--output-style=static'];
  return spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

/** @returns {Promise<number>} the exit status */
async function start() {
  const require = createRequire(import.meta.url);
  const { readDefaultTsConfig } = require('@swc-node/register/read-default-tsconfig');
  const { register } = require('@swc-node/register/register');
  register(readDefaultTsConfig(join(ROOT, 'tsconfig.base.json')));
  const { main } = require(join(ROOT, 'e2e', 'src', campaign, 'main.ts'));
  return main(args);
}
