// Room on the disk of the evidence that is taken while there is some, so that a full disk can be told of.
const {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} = require('node:fs');
const { randomBytes } = require('node:crypto');
const { join } = require('node:path');

/** Of each file that is written last; what is longer needs room beside it. */
const RESERVE_BYTES = 128 * 1024;

const LAST = ['result', 'junit'];

const placeOf = (staging, name) => join(staging, 'reserve', name);

/** @type {import('./reserve').takeReserve} */
function takeReserve(staging) {
  mkdirSync(join(staging, 'reserve'), { recursive: true });
  // Random, so that no file system makes it smaller.
  for (const name of LAST) writeFileSync(placeOf(staging, name), randomBytes(RESERVE_BYTES));
}

/** @type {import('./reserve').writeReserved} */
function writeReserved(staging, name, path, text) {
  const aside = placeOf(staging, name);
  mkdirSync(join(aside, '..'), { recursive: true });
  // In the place of what was there: given back first, the room would be somebody else's.
  const file = openSync(aside, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    const bytes = Buffer.from(text);
    writeFileSync(file, bytes);
    ftruncateSync(file, bytes.length);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
}

module.exports = { takeReserve, writeReserved };
