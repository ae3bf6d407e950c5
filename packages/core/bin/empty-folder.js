const {
  lstatSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} = require('node:fs');
const { join } = require('node:path');

/** A path may have 4096 bytes (linux/limits.h), and a tree any depth: what lies deeper is lifted first. */
const LONG = 2000;

/**
 * Removes all that a folder holds but the names to keep, and leaves the folder. Links are removed and not followed.
 * A mount is not entered: all else goes, then an Error names it. What is gone already is no error.
 */
function emptyFolder(folder, keep = []) {
  const root = orUndefined(() => lstatSync(folder));
  if (root === undefined) return;
  if (!root.isDirectory()) throw new Error(`'${folder}' is no folder.`);
  const mounts = mountPoints();
  const met = [];
  const lifted = [];
  let lifts = 0;
  // Of files the device says nothing: an overlay shows them with that of the layer they are in.
  const isForeign = (path, stat) =>
    mounts.has(path) || (stat.isDirectory() && stat.dev !== root.dev);

  const walk = (path, kept) => {
    for (const name of orUndefined(() => readdirSync(path)) ?? []) {
      if (!kept.includes(name)) remove(join(path, name));
    }
  };
  const remove = (path) => {
    const stat = orUndefined(() => lstatSync(path));
    if (stat === undefined) return;
    if (isForeign(path, stat)) met.push(path);
    else if (!stat.isDirectory()) orUndefined(() => unlinkSync(path));
    else if (Buffer.byteLength(path) - real.length > LONG) lift(path);
    else {
      const before = met.length;
      walk(path, []);
      if (met.length === before) orUndefined(() => rmdirSync(path));
    }
  };

  /** Its mounts would not be known by their new names. */
  const lift = (path) => {
    if ([...mounts].some((mount) => mount.startsWith(`${path}/`))) {
      met.push(path);
      return;
    }
    const to = join(real, `.lifted-${process.pid}-${lifts++}`);
    orUndefined(() => renameSync(path, to));
    lifted.push(to);
  };

  const real = realpathSync(folder);
  if (mounts.has(real)) met.push(real);
  else walk(real, keep);
  for (let path = lifted.pop(); path !== undefined; path = lifted.pop()) remove(path);
  if (met.length > 0) throw new Error(`Something is mounted at '${met.join("', '")}'.`);
}

/** Removes a folder with all it holds; raises as `emptyFolder` does. */
function removeFolder(folder) {
  emptyFolder(folder);
  orUndefined(() => rmdirSync(folder));
}

/** Removes whatever stands there, if anything does; raises as `emptyFolder` does. */
function removeAll(path) {
  if (orUndefined(() => lstatSync(path))?.isDirectory() === true) removeFolder(path);
  else orUndefined(() => unlinkSync(path));
}

/** Field 5 of /proc/self/mountinfo, proc(5): a bind mount has the device of its surroundings. */
function mountPoints() {
  const lines = orUndefined(() => readFileSync('/proc/self/mountinfo', 'utf8')) ?? '';
  const unescape = (text) =>
    text.replace(/\\([0-7]{3})/g, (_all, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
  return new Set(lines.split('\n').map((line) => unescape(line.split(' ')[4] ?? '')));
}

function orUndefined(act) {
  try {
    return act();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

module.exports = { emptyFolder, removeAll, removeFolder };
