import type { FilesRecord } from '@flightline/core/files';
import { runInNewContext } from 'node:vm';
import { expiryInput, outlives } from './expiry';
import { inputsOf, notFollowed } from './inputs';

const RECORDS: readonly FilesRecord[] = [
  { patterns: ['**/*.md'], files: ['pyproject.toml', 'README.md', '.'] },
  { patterns: [], files: ['pyproject.toml', 'gone.yml', '../LICENSE'] },
];

it('names what was looked at once, in order', () => {
  expect(inputsOf(RECORDS, 'products/app')).toEqual([
    '{projectRoot}/**/*.md',
    '{projectRoot}/gone.yml',
    '{projectRoot}/pyproject.toml',
    '{workspaceRoot}/products/LICENSE',
  ]);
});

describe('what Nx does not follow', () => {
  const own = inputsOf(RECORDS, 'products/app');

  it.each<[what: string, inputs: readonly unknown[], files: readonly string[]]>([
    ['of what was derived', own, []],
    ['of more', [...own, '{projectRoot}/x', { runtime: 'x' }], []],
    ['of everything', ['{projectRoot}/**/*', '{workspaceRoot}/**/*'], []],
    ['of the whole project', ['{projectRoot}/**/*'], ['products/LICENSE']],
    ['of a pattern less', own.slice(1), ['products/app/**/*.md']],
    ['of a file less', own.filter((one) => !one.includes('gone')), ['products/app/gone.yml']],
    [
      'where documents are left out',
      ['{projectRoot}/**/*', '{workspaceRoot}/**/*', '!{projectRoot}/**/*.md'],
      ['products/app/**/*.md'],
    ],
    [
      'of nothing',
      [],
      [
        'products/app/**/*.md',
        'products/app/gone.yml',
        'products/app/pyproject.toml',
        'products/LICENSE',
      ],
    ],
  ])('%s', (_what, inputs, files) => {
    expect(notFollowed(RECORDS, inputs, 'products/app').map(({ file }) => file)).toEqual(files);
  });

  it('is named for a release project in the root of the workspace, too', () => {
    expect(notFollowed([{ patterns: [], files: ['a'] }], [], '.')[0]?.file).toBe('a');
  });
});

describe('what changes when waivers end', () => {
  const until = (...days: string[]) => days.map((expires) => ({ expires }));
  const [june, july] = ['2027-06-30', '2027-07-31'] as const;

  /** What the command prints on a day. */
  const printed = (days: readonly string[], today: string): unknown => {
    const [, expression = ''] =
      /^node -p "(.*)"$/.exec(expiryInput(until(...days))?.runtime ?? '') ?? [];
    class Today extends Date {
      constructor() {
        super(`${today}T12:00:00Z`);
      }
    }
    return runInNewContext(expression, { Date: Today });
  };

  it.each<[today: string, ended: number]>([
    ['2027-06-29', 0],
    [june, 0],
    ['2027-07-01', 1],
    [july, 1],
    ['2027-08-01', 2],
  ])('is, on %s, the number of days that are over: %i', (today, ended) => {
    expect(printed([july, june, july], today)).toBe(ended);
  });

  it('is nothing without waivers', () => {
    expect(expiryInput([])).toBeUndefined();
  });

  it.each<[what: string, days: readonly string[], inputs: readonly unknown[], is: boolean]>([
    ['no waivers', [], [], false],
    ['the input', [june], ['{projectRoot}/**/*', expiryInput(until(june))], false],
    ['nothing', [june], ['{projectRoot}/**/*'], true],
    ['the input of another day', [june], [expiryInput(until(july))], true],
    ['another command', [june], [{ runtime: 'date' }], true],
  ])('with %s: %j', (_what, days, inputs, is) => {
    expect(outlives(until(...days), inputs)).toBe(is);
  });
});
