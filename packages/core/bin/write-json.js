const { renameSync, rmSync, writeFileSync } = require('node:fs');

/** Writes aside and renames: a reader sees the old file or the new one, never half of one. */
function writeJson(path, value) {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(aside, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

module.exports = { writeJson };
