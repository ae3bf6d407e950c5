import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import { Ajv, type ErrorObject } from 'ajv';
import { PatternError, compilePattern } from '../matching/matcher';
import type { Rule } from '../rules';
import type { Expectation } from './expectation';
import type { Written } from './load';

type Path = readonly (string | number)[];

/** All that is wrong in rule files: each with its file, line and key. */
export function problemsOf(written: readonly Written[], builtIn: readonly Rule[]): Problem[] {
  const isShaped = new Ajv({ allErrors: true, strict: true }).compile(publishedSchema());
  const owners = new Map(builtIn.map(({ id }) => [id, 'Flightline']));
  const shaped: Written[] = [];
  const problems: Problem[] = [];
  for (const one of written) {
    if (isShaped(plain(one.content))) shaped.push(one);
    else problems.push(...(isShaped.errors ?? []).map((error) => shapeProblem(one, error)));
  }
  for (const one of shaped) problems.push(...idProblems(one, owners));
  for (const one of shaped) problems.push(...meaningProblems(one, owners));
  return problems;
}

/** From beside `src` and `dist` alike. */
function publishedSchema(): object {
  const text = readFileSync(join(__dirname, '../../schemas/rules.schema.json'), 'utf8');
  return JSON.parse(text) as object;
}

/** Rules in code may hold functions. */
function plain(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  const { rules } = content as { rules?: unknown };
  const bare = (rule: unknown) =>
    typeof rule === 'object' && rule !== null && 'continuation' in rule
      ? { ...rule, continuation: undefined }
      : rule;
  const data = Array.isArray(rules) ? { ...content, rules: rules.map(bare) } : content;
  return JSON.parse(JSON.stringify(data));
}

function problemAt(
  { file, position }: Written,
  path: Path,
  message: string,
  hint?: string,
): Problem {
  const place = nearest(position, path);
  return {
    file,
    ...(place === undefined ? {} : place),
    key: path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .replace(/^\./, ''),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** What is missing stands nowhere, but what it is missing in does. */
function nearest(position: Written['position'], path: Path) {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = position(path.slice(0, length));
    if (place !== undefined) return place;
  }
  return undefined;
}

function shapeProblem(written: Written, error: ErrorObject): Problem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      return problemAt(written, [...path, key], `There is no key '${key}' here.`);
    }
    case 'required':
      return missing(written, path, String(params['missingProperty']));
    case 'enum':
      return problemAt(
        written,
        path,
        `It is one of ${(params['allowedValues'] as string[]).join(', ')}.`,
      );
    case 'const':
      return problemAt(written, path, `It has to be ${String(params['allowedValue'])}.`);
    case 'minItems':
      return problemAt(written, path, `It holds nothing.`, exampleHint(path));
    default:
      return problemAt(written, path, `It ${error.message ?? 'is wrong'}.`);
  }
}

function missing(written: Written, path: Path, key: string): Problem {
  return problemAt(written, path, `'${key}' is missing.`, exampleHint([...path, key]));
}

function exampleHint(path: Path): string | undefined {
  return path.includes('examples')
    ? "A rule needs lines that it matches ('matches') and near misses ('mustNotMatch')."
    : undefined;
}

const rulesIn = ({ content }: Written) => (content as { rules?: readonly Rule[] }).rules ?? [];

function idProblems(written: Written, owners: Map<string, string>): Problem[] {
  return rulesIn(written).flatMap(({ id }, index) => {
    const owner = owners.get(id);
    owners.set(id, owner ?? written.file);
    if (owner === undefined) return [];
    const hint = "Choose another id; 'yieldsTo' lets one rule give way to another.";
    return [problemAt(written, ['rules', index, 'id'], `A rule of ${owner} has this id.`, hint)];
  });
}

function meaningProblems(written: Written, ids: ReadonlyMap<string, string>): Problem[] {
  const { expectations = [] } = written.content as { expectations?: readonly Expectation[] };
  return [
    ...rulesIn(written).flatMap((rule, index) =>
      ruleProblems(written, ['rules', index], rule, ids),
    ),
    ...expectations.flatMap((one, index) =>
      expectationProblems(written, ['expectations', index], one, ids),
    ),
  ];
}

function ruleProblems(written: Written, path: Path, rule: Rule, ids: ReadonlyMap<string, string>) {
  const ways = (['any', 'all', 'sequence'] as const).filter((way) => rule[way] !== undefined);
  return [
    ...(ways.length === 1
      ? []
      : [
          problemAt(
            written,
            path,
            "It says what it looks for in one of 'any', 'all' and 'sequence'.",
          ),
        ]),
    ...patternsOf(rule).flatMap(([own, pattern]) =>
      patternProblems(written, [...path, ...own], pattern),
    ),
    ...(rule.yieldsTo ?? []).flatMap((id, index) =>
      unknownRule(written, [...path, 'yieldsTo', index], id, ids),
    ),
  ];
}

function expectationProblems(
  written: Written,
  path: Path,
  { rule, text, count: { min = 1, max = Infinity } = {} }: Expectation,
  ids: ReadonlyMap<string, string>,
): Problem[] {
  return [
    ...unknownRule(written, [...path, 'rule'], rule, ids),
    ...(text === undefined ? [] : patternProblems(written, [...path, 'text'], text)),
    ...(min <= max ? [] : [problemAt(written, [...path, 'count'], "'min' is more than 'max'.")]),
  ];
}

function unknownRule(written: Written, path: Path, id: string, ids: ReadonlyMap<string, string>) {
  return ids.has(id) ? [] : [problemAt(written, path, `There is no rule '${id}'.`)];
}

function patternProblems(written: Written, path: Path, pattern: string): Problem[] {
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [problemAt(written, path, error.message, error.hint)];
  }
}

const LISTS = ['any', 'unless', 'onlyBelow', 'unlessBelow'] as const;
const WINDOWS = ['all', 'sequence', 'unlessFollowedBy'] as const;

/** Every pattern of a rule, with where it stands in it. */
function patternsOf(rule: Rule): [Path, string][] {
  const lists = LISTS.map((key) => [[key], rule[key]] as const);
  const windows = WINDOWS.map((key) => [[key, 'patterns'], rule[key]?.patterns] as const);
  return [...lists, ...windows].flatMap(([path, patterns = []]) =>
    patterns.map((pattern, index): [Path, string] => [[...path, index], pattern]),
  );
}
