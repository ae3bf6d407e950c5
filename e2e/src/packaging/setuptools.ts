// Projects over what setuptools can be told: where it is told, how packages are found, and what brings data.
import type { Random } from '../chaos/random';
import type { Project } from './project';
import { chance, randomTree, some } from './trees';

const PATTERNS = [
  ...['*.html', '**/*.html', 'templates/*', 'templates/**/*', '**/*', '*', 'static/**', '*.json'],
  ...['static/*/i.png', 'static/m[a-z]-img/*', 'sub/*.txt', '.hidden', 'templates/.dot.html', '**'],
  ...['[!a]*.css', 'a?.css', '*.py', 'templates/deep/'],
];
const COMMANDS = [
  ...[
    'include rampart/data.json src/rampart/data.json',
    'include *.py',
    'include templates/*.html',
  ],
  ...['graft rampart', 'graft src/rampart/', 'graft templates', 'graft frontend', 'graft r*'],
  ...[
    'recursive-include rampart *.html *.js',
    'recursive-include src *',
    'recursive-include * *.txt',
  ],
  ...['recursive-exclude * *.html', 'recursive-exclude rampart .*', 'prune rampart/templates'],
  ...['prune src/rampart/static', 'prune frontend/dist', 'exclude rampart/data.json README.md'],
  ...['global-exclude *.py[cod]', 'global-exclude *.html', 'global-include *.css *.png'],
  ...['exclude rampart/static/[a-c]*', '# a comment', 'recursive-include \\\n  rampart *.json'],
  ...['graft', 'nonsense rampart', 'include LICENSE', 'global-include .dot*', 'prune test*'],
];
const KEYS = ['*', 'rampart', 'rampart.sub', 'rampart.templates', 'core'];

/** What is told, before it is known in which file. */
interface Told {
  packages?: readonly string[];
  find?: {
    where?: string;
    include?: readonly string[];
    exclude?: readonly string[];
    namespaces: boolean;
  };
  modules?: readonly string[];
  packageDir?: Readonly<Record<string, string>>;
  packageData: Readonly<Record<string, readonly string[]>>;
  excludePackageData: Readonly<Record<string, readonly string[]>>;
  includePackageData?: boolean;
}

export function setuptoolsProject(random: Random, name: string, version: string): Project {
  const files = randomTree(random);
  const told = tell(random, Object.keys(files));
  const byGit = chance(random, 0.15);
  const requires = [`setuptools==${version}`, ...(byGit ? ['setuptools-scm'] : [])];
  const isCfg = chance(random, 0.3);
  const system = `[build-system]\nrequires = ${JSON.stringify(requires)}\nbuild-backend = "setuptools.build_meta"\n`;
  const readme =
    files['README.md'] !== undefined && chance(random, 0.5) ? 'readme = "README.md"\n' : '';
  if (isCfg) files['setup.cfg'] = inCfg(told, random);
  files['pyproject.toml'] = isCfg
    ? system
    : `${system}\n[project]\nname = "rampart"\nversion = "1.0"\n${readme}${inToml(told)}`;
  if (chance(random, 0.55)) {
    const commands = some(random, COMMANDS, 0.12);
    files['MANIFEST.in'] = `${commands.join('\n')}\n`;
  }
  if (chance(random, 0.15)) files['setup.py'] = 'from setuptools import setup\n\nsetup()\n';
  return { name, files, ...(byGit ? { isTracked: true } : {}) };
}

function tell(random: Random, paths: readonly string[]): Told {
  const isSrc = paths.some((path) => path.startsWith('src/'));
  const table = (probability: number) =>
    Object.fromEntries(
      some(random, KEYS, probability).map((key) => [key, some(random, PATTERNS, 0.15)]),
    );
  return {
    ...packagesTold(random, isSrc),
    packageData: chance(random, 0.6) ? table(0.35) : {},
    excludePackageData: chance(random, 0.3) ? table(0.3) : {},
    ...(chance(random, 0.4) ? { includePackageData: chance(random, 0.5) } : {}),
  };
}

function packagesTold(random: Random, isSrc: boolean): Partial<Told> {
  const base = isSrc ? 'src/' : '';
  const packageDir = isSrc ? { packageDir: { '': 'src' } } : {};
  const modes: readonly (() => Partial<Told>)[] = [
    () => ({}),
    () => ({}),
    () => ({ packages: ['rampart'], ...packageDir }),
    () => ({ packages: ['rampart', 'rampart.sub', 'rampart.templates'], ...packageDir }),
    () => ({ packages: ['rampart', 'core', 'templates'] }),
    () => ({
      packages: ['rampart', 'tpl'],
      packageDir: { rampart: `${base}rampart`, tpl: 'templates' },
    }),
    () => ({ packageDir: { rampart: `${base}rampart` } }),
    () => ({ modules: ['single'] }),
    () => ({ find: { ...(isSrc ? { where: 'src' } : {}), namespaces: chance(random, 0.5) } }),
    () => ({
      find: {
        ...(isSrc ? { where: 'src' } : {}),
        include: random.pick([
          ['rampart*'],
          ['rampart', 'templates*'],
          ['*'],
          ['core', 'rampart.*'],
        ]),
        exclude: random.pick([
          [],
          ['*.templates'],
          ['rampart.sub', 'rampart.sub.*'],
          ['tests*', 'docs'],
        ]),
        namespaces: chance(random, 0.6),
      },
    }),
  ];
  return random.pick(modes)();
}

const list = (values: readonly string[]) => JSON.stringify(values);
const isEmpty = (table: object) => Object.keys(table).length === 0;

function inToml(told: Told): string {
  const table = (title: string, rows: Readonly<Record<string, readonly string[]>>) =>
    isEmpty(rows)
      ? []
      : [
          `[tool.setuptools.${title}]`,
          ...Object.entries(rows).map(([key, all]) => `"${key}" = ${list(all)}`),
        ];
  const { packages, find, modules, packageDir, includePackageData } = told;
  return [
    '[tool.setuptools]',
    ...(packages === undefined ? [] : [`packages = ${list(packages)}`]),
    ...(modules === undefined ? [] : [`py-modules = ${list(modules)}`]),
    ...(includePackageData === undefined
      ? []
      : [`include-package-data = ${String(includePackageData)}`]),
    ...(packageDir === undefined
      ? []
      : [
          '[tool.setuptools.package-dir]',
          ...Object.entries(packageDir).map(([key, to]) => `"${key}" = "${to}"`),
        ]),
    ...(find === undefined
      ? []
      : [
          '[tool.setuptools.packages.find]',
          ...(find.where === undefined ? [] : [`where = ${list([find.where])}`]),
          ...(find.include === undefined ? [] : [`include = ${list(find.include)}`]),
          ...(find.exclude === undefined ? [] : [`exclude = ${list(find.exclude)}`]),
          `namespaces = ${String(find.namespaces)}`,
        ]),
    ...table('package-data', told.packageData),
    ...table('exclude-package-data', told.excludePackageData),
    '',
  ].join('\n');
}

function inCfg(told: Told, random: Random): string {
  const isLong = chance(random, 0.5);
  const values = (all: readonly string[]) =>
    isLong ? `\n    ${all.join('\n    ')}` : ` ${all.join(', ')}`;
  const table = (title: string, rows: Readonly<Record<string, readonly string[]>>) =>
    isEmpty(rows)
      ? []
      : [
          `[options.${title}]`,
          ...Object.entries(rows).map(([key, all]) => `${key} =${values(all)}`),
        ];
  const { packages, find, modules, packageDir, includePackageData } = told;
  const finds = find === undefined ? undefined : find.namespaces ? 'find_namespace:' : 'find:';
  return [
    '[metadata]\nname = rampart\nversion = 1.0\n# a comment\n[options]',
    ...(packages === undefined ? [] : [`packages =${values(packages)}`]),
    ...(finds === undefined ? [] : [`packages = ${finds}`]),
    ...(modules === undefined ? [] : [`py_modules =${values(modules)}`]),
    ...(includePackageData === undefined
      ? []
      : [`include_package_data = ${includePackageData ? 'True' : 'false'}`]),
    ...(packageDir === undefined
      ? []
      : [
          `package_dir =\n${Object.entries(packageDir)
            .map(([key, to]) => `    ${key} = ${to}`)
            .join('\n')}`,
        ]),
    ...(find === undefined
      ? []
      : [
          '[options.packages.find]',
          ...(find.where === undefined ? [] : [`where = ${find.where}`]),
          ...(find.include === undefined ? [] : [`include =${values(find.include)}`]),
          ...(find.exclude === undefined ? [] : [`exclude =${values(find.exclude)}`]),
        ]),
    ...table('package_data', told.packageData),
    ...table('exclude_package_data', told.excludePackageData),
    '',
  ].join('\n');
}
