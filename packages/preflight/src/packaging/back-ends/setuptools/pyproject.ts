import { type KeyPath, unreadable } from '@flightline/core/readers/source';
import type { SourceDocument } from '@flightline/core/readers/toml';
import { TomlTable } from '../../toml-table';
import type { DataPattern, Find, SetuptoolsSettings } from './settings';

/** What pyproject.toml tells setuptools; undefined where it has no table for it. */
export function readPyproject(pyproject: SourceDocument): SetuptoolsSettings | undefined {
  const isAny = [['project'], ['tool', 'setuptools']].some(
    (key) => pyproject.value(key) !== undefined,
  );
  if (!isAny) return undefined;
  const table = new TomlTable(pyproject, ['tool', 'setuptools']);
  const packages = readPackages(table);
  const include = table.flag('include-package-data');
  const modules = table.strings('py-modules');
  const licenseFiles =
    table.strings('license-files') ??
    new TomlTable(pyproject, ['project']).strings('license-files');
  return {
    ...(packages === undefined
      ? {}
      : { packages: { value: packages, place: table.place('packages') } }),
    ...(modules === undefined ? {} : { modules }),
    packageDir: table.texts('package-dir'),
    packageData: patterns(table, 'package-data'),
    excludePackageData: patterns(table, 'exclude-package-data'),
    ...(include === undefined
      ? {}
      : { includePackageData: { value: include, place: table.place('include-package-data') } }),
    dataFiles: Object.values(table.lists('data-files')).flat(),
    ...(licenseFiles === undefined ? {} : { licenseFiles }),
    referenced: referencedBy(pyproject),
    scripts: table.strings('script-files') ?? [],
  };
}

function readPackages(table: TomlTable): readonly string[] | Find | undefined {
  const given = table.value('packages');
  if (given === undefined || Array.isArray(given)) return table.strings('packages');
  const find = table.below('packages', 'find');
  if (find.value() === undefined) {
    throw unreadable(table.document.file, [
      {
        ...table.place('packages'),
        message: 'It is neither a list of packages nor a table `find`.',
      },
    ]);
  }
  return {
    where: find.strings('where') ?? ['.'],
    include: find.strings('include') ?? ['*'],
    exclude: find.strings('exclude') ?? [],
    namespaces: find.flag('namespaces') ?? true,
  };
}

function patterns(table: TomlTable, key: string): DataPattern[] {
  return Object.entries(table.lists(key)).flatMap(([name, all]) =>
    all.map((pattern, index) => ({
      key: name === '*' ? '' : name,
      pattern,
      place: table.place(key, name, index),
    })),
  );
}

/** Files whose text becomes metadata: the README, a licence, a version. */
function referencedBy(pyproject: SourceDocument): string[] {
  const keys: KeyPath[] = [
    ['project', 'readme'],
    ['project', 'readme', 'file'],
    ['project', 'license', 'file'],
  ];
  const dynamic = pyproject.value(['tool', 'setuptools', 'dynamic']);
  const fields = typeof dynamic === 'object' && dynamic !== null ? Object.keys(dynamic) : [];
  return [...keys, ...fields.map((field) => ['tool', 'setuptools', 'dynamic', field, 'file'])]
    .flatMap((key) => pyproject.value(key))
    .filter((file) => typeof file === 'string');
}
