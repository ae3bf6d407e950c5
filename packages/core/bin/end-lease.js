// Plain JavaScript, because the keeper uses it: no transpiler, next to no memory.
const { lstatSync, readFileSync, renameSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { emptyFolder, removeFolder } = require('./empty-folder.js');
const { endProcess } = require('./end-process.js');
const { finishEvidence } = require('./finish-evidence.js');
const { emptyRuntime, removeRuntime } = require('./runtime-folder.js');
const { TURN, giveTurnUp, takeTurn } = require('./turn.js');

/** @type {import('./end-lease').endLease} */
async function endLease(file, because) {
  const keeper = readLease(file)?.keeper ?? null;
  if (keeper !== null && keeper.pid !== process.pid) await endProcess(keeper, keeper.pid);
  // What it wrote last counts: a new machine, or evidence that is left to a run; or it has done all of this.
  const lease = readLease(file);
  if (lease === undefined) return;
  await endMachine(lease);
  // First, since an overlay is large: on a full disk all that follows needs the room.
  const resistance = resistanceOf(() => emptyMachine(file));
  if (!(await takeTurn(file))) return;
  try {
    if (lease.evidence !== null) finishEvidence(lease.evidence, because);
    if (resistance !== undefined) throw resistance;
    removeRuntime(lease, file);
    removeMachine(lease, file);
  } catch (error) {
    giveTurnUp(file);
    throw error;
  }
}

/** @type {import('./end-lease').clearLease} */
async function clearLease(file) {
  const lease = readLease(file);
  if (lease === undefined) return;
  await endMachine(lease);
  emptyRuntime(lease, file);
  emptyMachine(file);
}

async function endMachine({ machine }) {
  if (machine !== null) await endProcess(machine, -machine.pid);
}

function emptyMachine(file) {
  emptyFolder(dirname(file), [basename(file), TURN]);
}

/** The lease goes last and at once with its folder, so that no folder of a machine is ever without one. */
function removeMachine({ id }, file) {
  const folder = dirname(file);
  const aside = join(dirname(folder), `.${id}`);
  renameSync(folder, aside);
  removeFolder(aside);
}

function resistanceOf(act) {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
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

module.exports = { endLease, clearLease, removeFolder };
