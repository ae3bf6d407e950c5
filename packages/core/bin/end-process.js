const { whereabouts } = require('./life.js');
const { within } = require('./within.js');

const TERM_MS = 2000;
/** After KILL only a process in uninterruptible sleep stays. */
const KILL_MS = 10_000;

/** TERM, then KILL; `target` is negative for the whole group. What cannot be told apart from others is not signalled. */
async function endProcess(life, target) {
  for (const [signal, patience] of [
    ['SIGTERM', TERM_MS],
    ['SIGKILL', KILL_MS],
  ]) {
    if (whereabouts(life) !== 'alive') return;
    if (life.startedAt == null || life.bootId == null) {
      throw new Error(`Process ${life.pid} may be another one than the lease means.`);
    }
    try {
      process.kill(target, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    if (await within(patience, () => whereabouts(life) !== 'alive')) return;
  }
  throw new Error(`Process ${life.pid} does not end, not even by KILL.`);
}

module.exports = { endProcess };
