// Option types follow from the schemas, so that an executor cannot read an option its schema does not name.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const BANNER = '// Generated from schema.json. Change that, then run: npm run generate';

/** What the type of a schema is called after, by the folder of its kind. */
const SUFFIX = new Map([
  ['executors', 'ExecutorSchema'],
  ['generators', 'GeneratorSchema'],
]);

/**
 * The `schema.d.ts` beside each `schema.json` of an executor or generator.
 * @param {string} root
 * @returns {Promise<Map<string, string>>} contents by workspace-relative path
 */
export async function schemaTypes(root) {
  const files = new Map();
  for (const schema of schemaFiles(root))
    files.set(schema.replace(/\.json$/, '.d.ts'), await typeOf(root, schema));
  return files;
}

/**
 * Workspace-relative paths of all schemas of executors and generators, sorted.
 * @param {string} root
 */
function schemaFiles(root) {
  return readdirSync(join(root, 'packages'))
    .flatMap((name) => [...SUFFIX.keys()].map((kind) => `packages/${name}/src/${kind}`))
    .flatMap((folder) => foldersIn(join(root, folder)).map((name) => `${folder}/${name}`))
    .map((folder) => `${folder}/schema.json`)
    .filter((path) => existsSync(join(root, path)))
    .sort();
}

/** @param {string} folder */
function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/**
 * `executors/vm-run/schema.json` declares `VmRunExecutorSchema`. The title is for people (Nx Console shows
 * it), so it must not reach the compiler, which would make it the name.
 * @param {string} root
 * @param {string} path
 */
async function typeOf(root, path) {
  const { title: _title, ...schema } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const folder = dirname(path);
  const name = pascal(basename(folder)) + SUFFIX.get(basename(dirname(folder)));
  const source = await compile(schema, name, { bannerComment: BANNER, format: false });
  const style = await resolveConfig(join(root, path));
  return format(source, { ...style, parser: 'typescript' });
}

/** @param {string} name in kebab case */
function pascal(name) {
  return name.replace(/(?:^|-)(\w)/g, (_match, /** @type {string} */ letter) =>
    letter.toUpperCase(),
  );
}
