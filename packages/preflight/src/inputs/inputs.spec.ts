import type { FilesRecord } from '@flightline/core/files';
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
