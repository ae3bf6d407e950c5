// What Nx's `runtime` inputs say of a file. Plain JavaScript, as they are.
const { hash, createHash } = require('node:crypto');
const { closeSync, lstatSync, openSync, readSync, readlinkSync } = require('node:fs');

const buffer = Buffer.allocUnsafe(1024 * 1024);

/** @type {import('./describe-file').describeFile} */
function describeFile(path) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(path, { encoding: 'buffer' });
    return { mode: '120000', size: target.length, sha256: hash('sha256', target) };
  }
  // To open a pipe or a device could wait for ever.
  if (!stat.isFile()) return undefined;
  return { mode: stat.mode & 0o100 ? '100755' : '100644', ...hashBytes(path) };
}

/** Of a file of any length, with the memory of one buffer. */
function hashBytes(path) {
  const descriptor = openSync(path, 'r');
  try {
    const first = readSync(descriptor, buffer);
    if (first < buffer.length) {
      return { size: first, sha256: hash('sha256', buffer.subarray(0, first)) };
    }
    const whole = createHash('sha256');
    let size = 0;
    for (let count = first; count > 0; count = readSync(descriptor, buffer)) {
      whole.update(buffer.subarray(0, count));
      size += count;
    }
    return { size, sha256: whole.digest('hex') };
  } finally {
    closeSync(descriptor);
  }
}

module.exports = { describeFile };
