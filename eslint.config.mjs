import { defineConfig, globalIgnores } from 'eslint/config';
import nx from '@nx/eslint-plugin';
import jest from 'eslint-plugin-jest';
import prettier from 'eslint-config-prettier';
import * as jsonParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/** What a package of the family may import. Only vm-run reads triage's rules. */
const BOUNDARIES = [
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: ['type:core'] },
  { sourceTag: 'scope:preflight', onlyDependOnLibsWithTags: ['type:core'] },
  { sourceTag: 'scope:docker-build', onlyDependOnLibsWithTags: ['type:core'] },
  { sourceTag: 'scope:triage', onlyDependOnLibsWithTags: ['type:core'] },
  { sourceTag: 'scope:vm-run', onlyDependOnLibsWithTags: ['type:core', 'scope:triage'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:core'] },
];

const HOUSE_SYNTAX = [
  { selector: 'ExportAllDeclaration', message: 'Name what you export.' },
  {
    selector: "CallExpression[callee.object.name='process'][callee.property.name=/^(chdir|exit)$/]",
    message: 'Pass the folder as an option; let the caller end the process.',
  },
  {
    selector:
      "AssignmentExpression[left.object.object.name='process'][left.object.property.name='env']",
    message: 'Pass the environment as an option.',
  },
];

const SPEC_SYNTAX = [
  {
    selector: "CallExpression[callee.object.name='jest'][callee.property.name=/^(mock|doMock)$/]",
    message: 'Use the scripted fake at the process seam.',
  },
  {
    selector: "CallExpression[callee.property.name='toMatchSnapshot']",
    message: 'Assert the fact that matters.',
  },
];

export default defineConfig(
  globalIgnores([
    'examples/**',
    '**/dist',
    '**/node_modules',
    '**/*.d.ts',
    '.nx',
    'tmp',
    '**/vms/artifacts',
    '**/*.js',
    '**/*.cjs',
  ]),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {},
  },
  {
    files: ['packages/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: true, allow: [], depConstraints: BOUNDARIES },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' },
      ],
      'no-restricted-syntax': ['error', ...HOUSE_SYNTAX],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'execa', message: 'Processes start in core/process only.' },
            { name: 'child_process', message: 'Processes start in core/process only.' },
            { name: 'node:child_process', message: 'Processes start in core/process only.' },
          ],
          patterns: [
            {
              group: ['**/utils', '**/utils/*', '**/helpers', '**/common'],
              message: 'Name the folder after its topic.',
            },
            {
              group: ['@nx/*/src/*', 'nx/src/*', '@nx/devkit/internal*'],
              message: 'Private to Nx.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/core/src/process/execa-runner.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'e2e/**/*.{e2e,long}.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'no-restricted-syntax': ['error', ...HOUSE_SYNTAX, ...SPEC_SYNTAX],
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
      'jest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['it.each'] }],
      'max-lines': 'off',
    },
  },
  {
    files: ['packages/*/package.json', 'packages/*/executors.json', 'packages/*/generators.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonParser },
    rules: {
      '@nx/nx-plugin-checks': ['error', { allowedVersionStrings: ['latest'] }],
    },
  },
  {
    files: ['packages/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonParser },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: ['{projectRoot}/**/*.spec.ts', '{projectRoot}/jest.config.cjs'],
          checkMissingDependencies: true,
        },
      ],
    },
  },
  prettier,
);
