// Writes every file that follows from another one: `npm run generate`. With --check it writes nothing, names
// the stale files and ends with status 1.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reference } from './generate/reference.mjs';
import { schemaTypes } from './generate/schema-types.mjs';

const ROOT = join(import.meta.dirname, '..');

/**
 * All sources of generated files; each tells contents by workspace-relative path.
 * @type {readonly ((root: string) => Promise<Map<string, string>>)[]}
 */
const SOURCES = [schemaTypes, reference];

const stale = await staleFiles();
if (process.argv.includes('--check')) report(stale);
else write(stale);

/** @returns {Promise<Map<string, string>>} what should stand in the files that differ */
async function staleFiles() {
  const all = await Promise.all(SOURCES.map((source) => source(ROOT)));
  return new Map(all.flatMap((files) => [...files]).filter(differs));
}

/** @param {[path: string, content: string]} entry */
function differs([path, content]) {
  const file = join(ROOT, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== content;
}

/** @param {Map<string, string>} files */
function report(files) {
  if (files.size === 0) return;
  console.error(
    [
      'These files no longer follow from their sources:',
      ...[...files.keys()].map((path) => `  ${path}`),
      'Run: npm run generate',
    ].join('\n'),
  );
  process.exitCode = 1;
}

/** @param {Map<string, string>} files */
function write(files) {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
    console.log(`wrote ${path}`);
  }
}
