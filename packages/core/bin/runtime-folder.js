// The folder of a machine's sockets and keys. It stands among those of other caches, also of containers that share
// /tmp and nothing else, so it says itself whose it is: by a link to its lease, and by who holds it.
const {
  lstatSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
} = require('node:fs');
const { basename, join } = require('node:path');
const { emptyFolder } = require('./empty-folder.js');
const { ownLife, whereabouts } = require('./life.js');
const { replaceFile } = require('./replace-file.js');

const LINK = 'lease';
const HOLDER = 'holder.json';

/** @type {import('./runtime-folder').signRuntime} */
function signRuntime(runtime) {
  replaceFile(join(runtime, HOLDER), JSON.stringify(ownLife()));
}

/** @type {import('./runtime-folder').linkRuntime} */
function linkRuntime(runtime, file) {
  symlinkSync(file, join(runtime, LINK));
}

/** Leaves the signs. False when there is no such folder; raises when it is not the one this lease came with. */
function emptyRuntime({ id, runtime }, file) {
  try {
    const owner = lstatSync(runtime);
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
  if (!leadsTo(join(runtime, LINK), file)) {
    throw new Error(`'${runtime}' belongs to another lease than '${file}'.`);
  }
  emptyFolder(runtime, [LINK, HOLDER]);
  return true;
}

/** The link goes after all else: whoever goes on from here, should this be cut off, knows the folder by it. */
function removeRuntime(lease, file) {
  if (!emptyRuntime(lease, file)) return;
  for (const sign of [HOLDER, LINK]) rmSync(join(lease.runtime, sign), { force: true });
  rmdirSync(lease.runtime);
}

/** Files and not texts are compared: a cache has several names where a folder above it is a link. */
function leadsTo(link, file) {
  try {
    return realpathSync(link) === realpathSync(file);
  } catch {
    return false;
  }
}

/** @type {import('./runtime-folder').isForsaken} */
function isForsaken(runtime, isOld) {
  try {
    if (readdirSync(runtime).length === 0) return isOld;
    const holder = JSON.parse(readFileSync(join(runtime, HOLDER), 'utf8'));
    const leads = statSync(join(runtime, LINK), { throwIfNoEntry: false }) !== undefined;
    return whereabouts(holder) === 'gone' && !leads;
  } catch {
    return false;
  }
}

module.exports = { signRuntime, linkRuntime, emptyRuntime, removeRuntime, isForsaken };
