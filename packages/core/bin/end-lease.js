// Plain JavaScript, because the keeper uses it: no transpiler, next to no memory.
const {
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { emptyFolder, removeFolder } = require('./empty-folder.js');
const { finishEvidence } = require('./finish-evidence.js');
const { ownLife, whereabouts } = require('./life.js');

const TERM_MS = 2000;
/** After KILL only a process in uninterruptible sleep stays. */
const KILL_MS = 10_000;
/** What another process may need to end the same lease. */
const OTHER_MS = 30_000;

/** A link in the runtime folder to the lease it belongs to; what neither `clear` nor a sweep takes for litter. */
const OWNER_LINK = 'lease';
/** Who ends the lease at this moment. */
const TURN = 'ending.json';

/** @type {import('./end-lease').endLease} */
async function endLease(file, because) {
  const keeper = readLease(file)?.keeper ?? null;
  if (keeper !== null && keeper.pid !== process.pid) await endProcess(keeper, keeper.pid);
  // What it wrote last counts: a new machine, or evidence that is left to a run; or it has done all of this.
  const lease = readLease(file);
  if (lease === undefined) return;
  const { machine, evidence } = lease;
  if (machine !== null) await endProcess(machine, -machine.pid);
  if (!(await takeTurn(file))) return;
  try {
    if (evidence !== null) finishEvidence(evidence, because);
    removeBoth(lease, file);
  } catch (error) {
    rmSync(join(dirname(file), TURN), { force: true });
    throw error;
  }
}

/** The lease goes last and at once with its folder, so that no folder of a machine is ever without one. */
function removeBoth(lease, file) {
  if (emptyRuntime(lease, file)) removeFolder(lease.runtime);
  const folder = dirname(file);
  emptyFolder(folder, [basename(file), TURN]);
  const aside = join(dirname(folder), `.${lease.id}`);
  renameSync(folder, aside);
  removeFolder(aside);
}

/** @type {import('./end-lease').clearLease} */
async function clearLease(file) {
  const lease = readLease(file);
  if (lease === undefined) return;
  if (lease.machine !== null) await endProcess(lease.machine, -lease.machine.pid);
  emptyRuntime(lease, file);
  emptyFolder(dirname(file), [basename(file), TURN]);
}

/** Undefined when there is none; raises when the file cannot be what its name says. */
function readLease(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const lease = JSON.parse(text);
  const folder = dirname(file);
  const [id, shelf] = [basename(folder), basename(dirname(folder))];
  const fits =
    lease.schemaVersion === 1 && lease.id === id && /^m-\w+$/.test(id) && shelf === 'machines';
  if (!fits) throw new Error(`'${file}' is not the lease of its folder.`);
  if (lease.uid !== process.getuid() || lstatSync(folder).uid !== lease.uid) {
    throw new Error(`'${file}' belongs to another user.`);
  }
  return lease;
}

/** False when there is no such folder. Raises when it is not the one this lease came with. */
function emptyRuntime({ id, runtime }, file) {
  let owner;
  try {
    owner = lstatSync(runtime);
    if (basename(runtime) !== id || owner.uid !== process.getuid() || !owner.isDirectory()) {
      throw new Error(`'${runtime}' is not the runtime folder of '${id}'.`);
    }
    // Empty, it is nobody's: all but the folder itself was removed before.
    rmdirSync(runtime);
    return false;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'EBUSY')
      throw error;
  }
  if (readlinkSync(join(runtime, OWNER_LINK)) !== file) {
    throw new Error(`'${runtime}' belongs to another lease than '${file}'.`);
  }
  emptyFolder(runtime, [OWNER_LINK]);
  return true;
}

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

/** False when another process has ended the lease meanwhile. One that died gives its turn up. */
async function takeTurn(file) {
  const turn = join(dirname(file), TURN);
  const attempt = () => {
    try {
      writeFileSync(turn, JSON.stringify(ownLife()), { flag: 'wx' });
      return 'mine';
    } catch (error) {
      if (error.code === 'ENOENT') return 'ended';
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(turn)) rmSync(turn, { force: true });
    return undefined;
  };
  let got;
  await within(OTHER_MS, () => (got = attempt()) !== undefined);
  if (got === undefined) throw new Error(`Another process has been ending '${file}' for too long.`);
  return got === 'mine';
}

function isAbandoned(turn) {
  try {
    const isOld = Date.now() - lstatSync(turn).mtimeMs > OTHER_MS;
    const state = stateOf(readFileSync(turn, 'utf8'));
    return state === 'gone' || (state !== 'alive' && isOld);
  } catch {
    // Gone by now.
    return false;
  }
}

/** Half written, it says nothing: whoever wrote was killed, or had no space left on the disk. */
function stateOf(text) {
  try {
    return whereabouts(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function within(ms, holds) {
  const end = performance.now() + ms;
  for (let pause = 10; ; pause = Math.min(pause * 2, 200)) {
    if (holds()) return true;
    if (performance.now() > end) return false;
    await sleep(pause);
  }
}

module.exports = { endLease, clearLease, removeFolder };
