import { type Defect, near } from './defect';
import type { Example } from './example';

const INIT = 'core/__init__.py';
const TOLD = '__version__ = "1.0.0"';

const says = (expression: string) => (app: Example) =>
  app.edit(INIT, TOLD, `__version__ = ${expression}`);
const pyproject = (from: string, to: string) => (app: Example) =>
  app.edit('pyproject.toml', from, to);
const labelled = (label: string) => (app: Example) => app.append('Dockerfile', `LABEL ${label}\n`);
const changelog = (head: string) => (app: Example) =>
  app.put('CHANGELOG.md', `# Changelog\n\n${head}\n\n- Faster.\n`);

export const VERSIONS: readonly Defect[] = [
  {
    what: 'a module that was forgotten',
    make: says('"0.9.0"'),
    found: { 'version-alignment': 'fail' },
    says: "It is '0.9.0'.",
    mended: true,
  },
  {
    what: 'a module whose version is a tuple of other numbers',
    make: says('(1, 0, 1)'),
    found: { 'version-alignment': 'fail' },
    says: "It is '1.0.1'.",
  },
  {
    what: 'a label of the last release',
    make: labelled('org.opencontainers.image.version=0.9.0'),
    found: { 'version-alignment': 'fail' },
    says: "It is '0.9.0'.",
    mended: true,
  },
  {
    what: 'a changelog that ends with the last release',
    make: changelog('## 0.9.0 - 2026-08-01'),
    found: { 'version-alignment': 'fail' },
    says: "It is '0.9.0'.",
  },
  {
    what: 'a version that is none',
    make: pyproject('version = "1.0.0"', 'version = "one"'),
    found: { 'version-alignment': 'fail' },
    says: "The version 'one' of app/pyproject.toml:7 is none.",
  },
  {
    what: 'a dynamic version of a module that says none',
    make: (app) => {
      pyproject('version = "1.0.0"', 'dynamic = ["version"]')(app);
      app.append(
        'pyproject.toml',
        '\n[tool.setuptools.dynamic]\nversion = { attr = "api.VERSION" }\n',
      );
    },
    found: { 'version-alignment': 'fail' },
    says: 'VERSION',
  },
  {
    what: 'a version that only running the product would tell',
    make: says('open("VERSION").read()'),
    found: { 'version-alignment': 'unverified' },
  },
  {
    what: 'a pyproject.toml that is broken',
    make: pyproject('[project]', '[project'),
    found: { 'version-alignment': 'unverified', 'packaging-data': 'unverified' },
  },
  near('the same version in fewer words', says('"1.0"')),
  near('the same as a tuple', says('(1, 0, 0)')),
  near('a changelog with what comes next', changelog('## Unreleased\n\n## v1.0.0')),
  near('a placeholder that the build fills in', labelled('version="{{version}}"')),
  near('a package of another kind', (app) =>
    app.put('frontend/package.json', '{ "name": "page", "version": "7.0.0", "private": true }\n'),
  ),
  near('a dynamic version of the module', (app) => {
    pyproject('version = "1.0.0"', 'dynamic = ["version"]')(app);
    app.append(
      'pyproject.toml',
      '\n[tool.setuptools.dynamic]\nversion = { attr = "core.__version__" }\n',
    );
  }),
];
