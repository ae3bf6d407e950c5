// docs/reference: what can be looked up in schemas, checks, rules and error codes is written there only.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { optionsTable, prose, table } from './options-table.mjs';

/** The pages by file name. */
const PAGES = new Map([
  ['executors.md', executors],
  ['generators.md', generators],
  ['checks.md', checks],
  ['rules.md', rules],
  ['errors.md', errors],
]);

const BANNER = '<!-- Generated from the sources. Change those, then run: npm run generate -->';

/**
 * @param {string} root
 * @returns {Promise<Map<string, string>>} contents by workspace-relative path
 */
export async function reference(root) {
  const load = typescriptLoader(root);
  const files = new Map();
  for (const [name, page] of PAGES) {
    const path = `docs/reference/${name}`;
    const style = await resolveConfig(join(root, path));
    const [title, ...parts] = page(root, load);
    const text = [`# ${title}`, BANNER, ...parts].join('\n\n');
    files.set(path, await format(text, { ...style, parser: 'markdown' }));
  }
  return files;
}

/** @typedef {(path: string) => any} Load exports of a TypeScript file by its workspace-relative path */

/**
 * @param {string} root
 * @returns {Load}
 */
function typescriptLoader(root) {
  const require = createRequire(import.meta.url);
  const { readDefaultTsConfig } = require('@swc-node/register/read-default-tsconfig');
  const { register } = require('@swc-node/register/register');
  register(readDefaultTsConfig(join(root, 'tsconfig.base.json')));
  return (path) => require(join(root, path));
}

/** @param {string} root */
function executors(root) {
  return ['Executors', ...entries(root, 'executors')];
}

/** @param {string} root */
function generators(root) {
  return ['Generators', ...entries(root, 'generators')];
}

/**
 * Each plugin's executors or generators with their options.
 * @param {string} root
 * @param {'executors' | 'generators'} kind
 */
function entries(root, kind) {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(join(root, folder, `${kind}.json`)))
    .flatMap((folder) => {
      const plugin = readJson(root, `${folder}/package.json`).name;
      return Object.entries(readJson(root, `${folder}/${kind}.json`)[kind])
        .map(([name, { schema }]) => ({ name, path: join(folder, schema.replace('dist', 'src')) }))
        .filter(({ path }) => existsSync(join(root, path))) // Lint reports an entry without a schema.
        .map(({ name, path }) => ({ name: `${plugin}:${name}`, schema: readJson(root, path) }));
    })
    .flatMap(({ name, schema }) => [`## ${name}`, prose(schema.description), optionsTable(schema)]);
}

/**
 * @param {string} root
 * @param {string} path
 */
function readJson(root, path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/**
 * @param {string} _root
 * @param {Load} load
 */
function checks(_root, load) {
  const { CHECKS } = load('packages/preflight/src/checks/index.ts');
  const rows = CHECKS.map((/** @type {any} */ { id, stage, title, why }) => [
    `\`${id}\``,
    stage,
    prose(title),
    prose(why),
  ]);
  return ['Checks of preflight', table(['Check', 'Stage', 'Holds when', 'Why'], rows)];
}

/**
 * @param {string} _root
 * @param {Load} load
 */
function rules(_root, load) {
  const { RULES } = load('packages/triage/src/rules/index.ts');
  return [
    'Rules of triage',
    'In the order they are tried: causes before their consequences.',
    ...RULES.flatMap((/** @type {any} */ rule) => [
      `## ${rule.id}`,
      `${rule.title}. Category ${rule.category}, severity ${rule.severity}.`,
      prose(`${rule.why} ${rule.action}`),
      fenced(rule.examples.matches[0]),
    ]),
  ];
}

/** @param {string} text */
const fenced = (text) => `\`\`\`\`text\n${text}\n\`\`\`\``;

/**
 * @param {string} _root
 * @param {Load} load
 */
function errors(_root, load) {
  const { ERROR_CODES } = load('packages/core/src/errors/codes.ts');
  /** @type {Record<string, string>} */
  const whose = { input: 'your input', machine: 'your machine', bug: 'ours' };
  const rows = Object.entries(ERROR_CODES).map(([code, { family, meaning }]) => [
    `\`${code}\``,
    whose[family] ?? family,
    prose(meaning),
  ]);
  return ['Error codes', table(['Code', 'Whose move', 'Meaning'], rows)];
}
