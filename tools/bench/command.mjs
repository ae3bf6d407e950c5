import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {{ cwd: string, env?: NodeJS.ProcessEnv }} Place
 * @typedef {{ output: string, ms: number, markMs: number | undefined }} Ran
 */

/** No measured command takes longer, in ms. */
const LIMIT_MS = 900_000;

/**
 * Runs a command to its end. Throws with what it printed when that is not 0.
 * @param {readonly [string, ...string[]]} argv
 * @param {Place} place
 * @param {RegExp} [mark] `markMs` is the time until a line of stdout matched
 * @returns {Promise<Ran>}
 */
export function run([command, ...args], { cwd, env = process.env }, mark) {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(command, args, {
      cwd,
      env,
      timeout: LIMIT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    /** @type {number | undefined} */
    let markMs;
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (mark !== undefined && markMs === undefined && mark.test(output)) {
        markMs = performance.now() - startedAt;
      }
    });
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve({ output, markMs, ms: performance.now() - startedAt });
      else reject(new Error(`'${[command, ...args].join(' ')}' ended with ${code}:\n${output}`));
    });
  });
}

/** @param {string} command */
export function isOnPath(command) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
