#!/usr/bin/env node
// Plain JavaScript, because Nx runs it as a `runtime` input before each build: no transpiler, no start-up cost.
const { createHash } = require('node:crypto');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { describeFile } = require('./describe-file.js');
const { hiderOf, isWellFormed, readRules } = require('./ignore-rules.js');

/** @type {import('./context-digest').hiddenFrom} */
function hiddenFrom(root, { file, context }) {
  const read = (kind) =>
    [`${file}.${kind}`, join(context, `.${kind}`)].flatMap((name) => readHider(join(root, name)));
  const [docker, podman] = [read('dockerignore'), read('containerignore')];
  // Docker knows no .containerignore: without a file of its own it sees everything.
  const hiders = docker.length === 0 ? [SHOWS_ALL] : [...docker, ...podman];
  return {
    hides: (path) => hiders.every(({ hides }) => hides(path)),
    hidesAllIn: (path) => hiders.every(({ hidesAllIn }) => hidesAllIn(path)),
  };
}

const SHOWS_ALL = hiderOf([]);

/** None for a file that is not there. One with a pattern that no engine takes ends the build. */
function readHider(path) {
  try {
    const rules = readRules(readFileSync(path, 'utf8'));
    return [hiderOf(rules.filter(({ pattern }) => pattern !== '' && isWellFormed(pattern)))];
  } catch {
    return [];
  }
}

/** @type {import('./context-digest').contextDigest} */
function contextDigest(root, build) {
  const { hides, hidesAllIn } = hiddenFrom(root, build);
  const total = createHash('sha256');
  const walk = (folder, name) => {
    for (const entry of list(folder)) {
      const path = Buffer.from(name + entry.name, 'latin1').toString();
      const full = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!hidesAllIn(path)) walk(full, `${name}${entry.name}/`);
      } else if (!hides(path)) {
        total.update(`${describe(full)} ${name}${entry.name}\0`, 'latin1');
      }
    }
  };
  walk(toLatin1(join(root, build.context)), '');
  // The engine reads it, whatever is hidden.
  total.update(describe(toLatin1(join(root, build.file))));
  return `sha256:${total.digest('hex')}`;
}

// Names of files are bytes and need not be UTF-8. As Latin-1 each byte is one letter, and nothing is lost.
const toLatin1 = (path) => Buffer.from(path).toString('latin1');
const toBytes = (path) => Buffer.from(path, 'latin1');

/** What cannot be listed or read is no input; the build itself says what is wrong. */
function list(folder) {
  try {
    const entries = readdirSync(toBytes(folder), { withFileTypes: true, encoding: 'latin1' });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function describe(path) {
  try {
    const { mode, sha256 } = describeFile(toBytes(path)) ?? { mode: 'special', sha256: '' };
    return `${mode} ${sha256}`;
  } catch (error) {
    return error.code;
  }
}

module.exports = { contextDigest, hiddenFrom };

if (require.main === module) {
  const [root = '.', file = 'Dockerfile', context = '.'] = process.argv.slice(2);
  console.log(contextDigest(root, { file, context }));
}
