import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, renderProblem } from '@flightline/core/errors';
import { temporaryFolder } from '@flightline/core/testing';
import { CATEGORIES, SEVERITIES } from '../rules';
import { loadRules } from './load';
import { testRules } from './test-rules';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('flightline-rules-');
  mkdirSync(join(folder.path, 'triage/rules'), { recursive: true });
});
afterEach(() => folder.remove());

const write = (name: string, text: string) =>
  writeFileSync(join(folder.path, 'triage/rules', name), text);
const load = () => loadRules(folder.path, 'triage/rules');

/** A rule in YAML with some lines changed; a line of undefined is left out. */
function rule(change: Record<string, string | undefined> = {}): string {
  const lines: Record<string, string | undefined> = {
    id: 'license-down',
    category: 'server',
    severity: 'hard',
    title: 'No license',
    any: "['license server .* refused']",
    why: 'It is down.',
    action: 'Start it.',
    examples: "{matches: ['license server x refused'], mustNotMatch: ['license server']}",
    ...change,
  };
  const written = Object.entries(lines).filter(([, value]) => value !== undefined);
  return `version: 1\nrules:\n  - ${written.map(([key, value]) => `${key}: ${value}`).join('\n    ')}\n`;
}

async function problems(): Promise<string[]> {
  try {
    await load();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.flatMap((problem) => renderProblem(problem).map((line) => line.trim()));
  }
}

describe('rule files', () => {
  it('are none where there is no folder', async () => {
    expect(await loadRules(folder.path, 'nowhere')).toEqual({
      files: [],
      rules: [],
      expectations: [],
    });
  });

  it('are read in YAML, JSON and TypeScript', async () => {
    write('a.yaml', rule());
    write(
      'b.json',
      '{"version": 1, "expectations": [{"rule": "license-down", "reason": "r", "expires": "2027-01-31"}]}',
    );
    write(
      'c.ts',
      `type Texts = readonly string[];
       const any: Texts = ['two'];
       export default { rules: [{ id: 'in-code', category: 'tests', severity: 'soft', title: 't', any, why: 'w',
         action: 'a', examples: { matches: ['two'], mustNotMatch: ['one'] },
         continuation: () => ({ next: () => 'closed' }) }] };`,
    );
    const { files, rules, expectations } = await load();
    expect(files).toEqual(['triage/rules/a.yaml', 'triage/rules/b.json', 'triage/rules/c.ts']);
    expect(rules.map(({ id }) => id)).toEqual(['license-down', 'in-code']);
    expect(rules[1]?.continuation?.('').next('')).toBe('closed');
    expect(expectations).toEqual([
      {
        rule: 'license-down',
        reason: 'r',
        expires: '2027-01-31',
        file: 'triage/rules/b.json',
        line: 1,
      },
    ]);
  });

  it.each<[string, string, RegExp[]]>([
    [
      'a key that does not exist',
      rule({ unles: "['x']" }),
      [/a\.yaml:11:12 rules\[0\]\.unles: There is no key 'unles' here/],
    ],
    ['a missing key', rule({ why: undefined }), [/a\.yaml:3:5 rules\[0\]: 'why' is missing/]],
    ['no examples', rule({ examples: undefined }), [/'examples' is missing/, /near misses/]],
    [
      'examples of one kind',
      rule({ examples: "{matches: ['license server x refused'], mustNotMatch: []}" }),
      [/examples\.mustNotMatch: It holds nothing/, /near misses/],
    ],
    [
      'an unknown category',
      rule({ category: 'weather' }),
      [/category: It is one of provisioning, /],
    ],
    [
      'two ways to look',
      rule({ all: "{within: 3, patterns: ['a']}" }),
      [/rules\[0\]: It says what it looks for in one of/],
    ],
    ['no way to look', rule({ any: undefined }), [/in one of 'any', 'all' and 'sequence'/]],
    [
      'a look-ahead',
      rule({ any: "['a(?=b)']" }),
      [
        /a\.yaml:7:\d+ rules\[0\]\.any\[0\]: A look-ahead is not part of RE2/,
        /name what must stand near it/,
      ],
    ],
    [
      'a back reference',
      rule({ unless: "['x', '(a)\\1']" }),
      [/unless\[1\]: A back reference/, /./],
    ],
    ['what is no pattern', rule({ any: "['a(']" }), [/any\[0\]: It is not RE2: /, /Syntax/]],
    [
      'the id of a built-in rule',
      rule({ id: 'kernel-panic' }),
      [/id: A rule of Flightline has this id/, /./],
    ],
    [
      'an unknown rule to yield to',
      rule({ yieldsTo: '[nope]' }),
      [/yieldsTo\[0\]: There is no rule 'nope'/],
    ],
    ['no version', 'rules: []\n', [/'version' is missing/]],
    ['a list', '- a\n', [/must be object/]],
    [
      'an expectation of no rule',
      'version: 1\nexpectations:\n  - {rule: nope, reason: r, expires: 2027-01-31}\n',
      [/a\.yaml:3:\d+ expectations\[0\]\.rule: There is no rule 'nope'/],
    ],
    [
      'an expectation without an end',
      'version: 1\nexpectations:\n  - {rule: killed, reason: r}\n',
      [/'expires' is missing/],
    ],
    [
      'a count that cannot be',
      'version: 1\nexpectations:\n  - {rule: killed, reason: r, expires: 2027-01-31, count: {min: 3, max: 2}}\n',
      [/count: 'min' is more than 'max'/],
    ],
  ])('with %s are refused', async (_, text, expected) => {
    write('a.yaml', text);
    const found = await problems();
    expect(found).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(found[index]).toMatch(pattern));
  });

  it('are refused with all that is wrong in all of them', async () => {
    write('a.yaml', rule({ any: "['(']" }));
    write('b.yaml', rule({ severity: 'bad', why: undefined }));
    write('c.yaml', rule());
    const found = await problems();
    expect(found.filter((line) => /b\.yaml/.test(line))).toHaveLength(2);
    expect(found.filter((line) => /rules\/a\.yaml:/.test(line))).toHaveLength(1);
    expect(
      found.filter((line) => /c\.yaml.*A rule of triage\/rules\/a\.yaml has this id/.test(line)),
    ).toHaveLength(1);
  });

  it('that are no YAML or no module say so', async () => {
    write('a.ts', 'export default {');
    await expect(load()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('the examples of rules', () => {
  it('are run, whatever boxes and files the rule is for', async () => {
    write('a.yaml', rule({ boxes: '[windows]', files: "['logs/*']" }));
    expect(testRules((await load()).rules)).toEqual({ examples: 2, broken: [] });
  });

  it('are named where they do not hold', async () => {
    write(
      'a.yaml',
      rule({ examples: "{matches: ['nothing'], mustNotMatch: ['license server y refused']}" }),
    );
    const { broken } = testRules((await load()).rules);
    expect(broken).toEqual([
      { rule: 'license-down', kind: 'matches', text: 'nothing', matched: [] },
      {
        rule: 'license-down',
        kind: 'mustNotMatch',
        text: 'license server y refused',
        matched: ['license-down'],
      },
    ]);
  });
});

it('the schema knows the same words as the code', () => {
  const schema = JSON.parse(
    readFileSync(join(__dirname, '../../schemas/rules.schema.json'), 'utf8'),
  ) as {
    definitions: { rule: { properties: Record<'category' | 'severity', { enum: string[] }> } };
  };
  const { category, severity } = schema.definitions.rule.properties;
  expect(category.enum).toEqual(Object.keys(CATEGORIES));
  expect(severity.enum).toEqual(SEVERITIES);
});
