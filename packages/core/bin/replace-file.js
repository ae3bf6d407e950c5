const { renameSync, rmSync, writeFileSync } = require('node:fs');

/** @type {import('./replace-file').replaceFile} */
function replaceFile(path, content) {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(aside, content);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

module.exports = { replaceFile };
