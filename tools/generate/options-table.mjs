// The options of a schema as a Markdown table.

/**
 * @typedef {object} Property
 * @property {string | string[]} [type]
 * @property {string} [description]
 * @property {unknown} [default]
 * @property {readonly unknown[]} [enum]
 * @property {readonly unknown[]} [examples]
 * @property {Property} [items]
 * @property {Property | boolean} [additionalProperties]
 * @property {Record<string, Property>} [properties]
 * @property {readonly string[]} [required]
 */

/** @param {Property} schema */
export function optionsTable(schema) {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return 'No options.';
  return table(['Option', 'Type', 'Default', 'Meaning'], rows);
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Text whose `<name>` and `*` are meant as they stand.
 * @param {string} text
 */
export const prose = (text) => text.replaceAll(/[<*]/g, '\\$&');

/**
 * Members of an object follow it as `object.member`.
 * @param {Property} schema
 * @param {string} prefix
 * @returns {string[][]}
 */
function rowsOf({ properties = {}, required = [] }, prefix) {
  return Object.entries(properties).flatMap(([name, property]) => [
    [
      `\`${prefix}${name}\``,
      typeOf(property),
      required.includes(name) ? 'required' : code(property.default),
      [prose(property.description ?? ''), ...exampleOf(property)].join(' '),
    ],
    ...rowsOf(property, `${prefix}${name}.`),
  ]);
}

/** @param {Property} property */
function typeOf({ type = 'any', items, enum: values, additionalProperties }) {
  if (values !== undefined) return values.map(code).join(' or ');
  if (type === 'array') return `list of ${items?.type ?? 'any'}`;
  return typeof additionalProperties === 'object'
    ? `map to ${additionalProperties.type ?? 'any'}`
    : [type].flat().join(' or ');
}

/** @param {Property} property */
function exampleOf({ examples: [example] = [], enum: values }) {
  return example === undefined || values !== undefined ? [] : [`Example: ${code(example)}.`];
}

/** @param {unknown} value */
const code = (value) => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);
