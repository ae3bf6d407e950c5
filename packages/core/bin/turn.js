// Whose turn it is to end a lease: a file in the lease's folder that says which process has it. The turn goes with the
// folder. Should two get in by a race, both do the same, and each step bears that the other has done it.
const { lstatSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { ownLife, whereabouts } = require('./life.js');
const { within } = require('./within.js');

const TURN = 'ending.json';
/** What another process may need to end the same lease. */
const OTHER_MS = 30_000;

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

/** For the next one, when this one could not end the lease. */
function giveTurnUp(file) {
  rmSync(join(dirname(file), TURN), { force: true });
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

module.exports = { TURN, takeTurn, giveTurnUp };
