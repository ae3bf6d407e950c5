#!/usr/bin/env node
// Plain JavaScript, because Nx runs it as a `runtime` input before each task: no transpiler, no start-up cost.
const { createHash } = require('node:crypto');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const { describeFile } = require('./describe-file.js');

/** @type {import('./folder-digest').folderManifest} */
function folderManifest(root) {
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return walk(path);
      const description = describeFile(join(root, path));
      return description === undefined ? [] : [{ path, ...description }];
    });
  return walk('').sort((a, b) => (a.path < b.path ? -1 : 1));
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
