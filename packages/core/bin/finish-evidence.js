const { mkdirSync, readFileSync, renameSync } = require('node:fs');
const { dirname, join, relative, isAbsolute } = require('node:path');
const { removeAll, removeFolder } = require('./empty-folder.js');
const { writeReserved } = require('./reserve.js');

/**
 * Finishes evidence that still says `running`, as `aborted`: its will with the reason and the time it took becomes the
 * result, written last. Without a will that can be read nothing is touched: a `running` of a process that is gone is
 * shown as aborted anyway, and the staging folder is all there is to look into. Evidence of a later run, or finished
 * evidence, stays as it is; then only the staging folder goes.
 */
function finishEvidence({ result, staging, will, moves }, because) {
  const home = dirname(dirname(dirname(result)));
  if (dirname(staging) !== join(home, '.staging')) {
    throw new Error(`'${staging}' is no staging folder of '${home}'.`);
  }
  const found = readJson(result);
  const goesOn = found?.state === 'running' && join(home, String(found.staging)) === staging;
  if (goesOn) {
    const last = readJson(will);
    if (last?.state !== 'aborted' || last.schemaVersion !== 1 || last.box !== found.box) return;
    for (const [from, to] of moves) {
      if (!isInside(staging, from) || !isInside(home, to)) {
        throw new Error(`'${from}' is not moved to '${to}': that is not this box's evidence.`);
      }
    }
    for (const [from, to] of moves) move(from, to);
    const durationMs = Math.max(0, Date.now() - Date.parse(last.startedAt)) || 0;
    const text = JSON.stringify({ ...last, because, durationMs }, null, 2);
    writeReserved(staging, 'result', result, `${text}\n`);
  }
  removeFolder(staging);
}

/** Another process may do the same at this moment: what it has moved is in its place, and is not taken away again. */
function move(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'].includes(error.code)) throw error;
    removeAll(to);
    renameSync(from, to);
  }
}

function isInside(folder, path) {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

module.exports = { finishEvidence };
