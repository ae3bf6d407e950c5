#!/usr/bin/env node
// Plain JavaScript, because Nx runs it as a `runtime` input before each task: no transpiler, no start-up cost.
const { createHash } = require('node:crypto');
const { lstatSync, readFileSync, readdirSync, readlinkSync } = require('node:fs');
const { join } = require('node:path');

/** @type {import('./folder-digest').folderManifest} */
function folderManifest(root) {
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? walk(path) : [describe(root, path)];
    });
  return walk('').sort((a, b) => (a.path < b.path ? -1 : 1));
}

function describe(root, path) {
  const full = join(root, path);
  const stat = lstatSync(full);
  const bytes = stat.isSymbolicLink() ? Buffer.from(readlinkSync(full)) : readFileSync(full);
  return {
    path,
    // Only what survives a checkout or a cache restore under any umask: is it executable, is it a link.
    mode: stat.isSymbolicLink() ? '120000' : stat.mode & 0o100 ? '100755' : '100644',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** @type {import('./folder-digest').folderDigest} */
function folderDigest(root) {
  const hash = createHash('sha256');
  for (const { path, mode, sha256 } of folderManifest(root))
    hash.update(`${mode} ${sha256} ${path}\n`);
  return `sha256:${hash.digest('hex')}`;
}

module.exports = { folderManifest, folderDigest };

if (require.main === module) {
  try {
    console.log(folderDigest(process.argv[2] ?? '.'));
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    console.log('none');
  }
}
