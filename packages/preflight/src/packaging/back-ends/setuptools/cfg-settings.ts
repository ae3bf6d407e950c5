import type { BuildTree } from '../../archive';
import { type CfgValue, type SetupCfg, listOf, parseSetupCfg } from './setup-cfg';
import {
  type DataPattern,
  type Find,
  NOTHING,
  type Place,
  type SetuptoolsSettings,
} from './settings';

const FILE = 'setup.cfg';
const FINDS: Readonly<Record<string, boolean>> = { 'find:': false, 'find_namespace:': true };

/** What setup.cfg tells setuptools. Raises FILE_UNREADABLE. */
export function readSetupCfg(tree: BuildTree): SetuptoolsSettings {
  const file = tree.name(FILE);
  const cfg = parseSetupCfg(tree.text(FILE), file);
  const option = (key: string) => entry(cfg, 'options', key);
  const place = ({ line }: CfgValue): Place => ({ file, line });
  const packages = option('packages');
  const modules = option('py_modules');
  const include = option('include_package_data');
  const license = entry(cfg, 'metadata', 'license_files') ?? entry(cfg, 'metadata', 'license_file');
  return {
    ...NOTHING,
    ...(packages === undefined
      ? {}
      : { packages: { value: packagesOf(cfg, packages), place: place(packages) } }),
    ...(modules === undefined ? {} : { modules: textsOf(modules) }),
    packageDir: Object.fromEntries(textsOf(option('package_dir')).map(pairOf)),
    packageData: patterns(cfg, 'package_data', file),
    excludePackageData: patterns(cfg, 'exclude_package_data', file),
    ...(include === undefined
      ? {}
      : { includePackageData: { value: isTrue(include), place: place(include) } }),
    dataFiles: [...(cfg.get('options.data_files')?.values() ?? [])].flatMap(textsOf),
    ...(license === undefined ? {} : { licenseFiles: textsOf(license) }),
    referenced: referencedBy(cfg),
    scripts: textsOf(option('scripts')),
  };
}

/** Keys may have `-` for `_`. */
function entry(cfg: SetupCfg, section: string, key: string): CfgValue | undefined {
  const found = cfg.get(section);
  return found?.get(key) ?? found?.get(key.replaceAll('_', '-'));
}

const textsOf = (value: CfgValue | undefined): string[] =>
  value === undefined ? [] : listOf(value).map(({ text }) => text);

const isTrue = ({ lines }: CfgValue) =>
  ['1', 'true', 'yes'].includes(lines[0]?.text.toLowerCase() ?? '');

function packagesOf(cfg: SetupCfg, given: CfgValue): readonly string[] | Find {
  const namespaces = FINDS[given.lines[0]?.text ?? ''];
  if (namespaces === undefined) return textsOf(given);
  const said = (key: string, otherwise: readonly string[]) => {
    const values = textsOf(entry(cfg, 'options.packages.find', key));
    return values.length > 0 ? values : otherwise;
  };
  return {
    where: said('where', ['.']).slice(0, 1),
    include: said('include', ['*']),
    exclude: said('exclude', []),
    namespaces,
  };
}

/** `= src` is the folder of all packages. */
function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function patterns(cfg: SetupCfg, section: string, file: string): DataPattern[] {
  return [...(cfg.get(`options.${section}`) ?? [])].flatMap(([key, value]) =>
    listOf(value).map(({ text, line }) => ({
      key: key === '*' ? '' : key,
      pattern: text,
      place: { file, line },
    })),
  );
}

/** `file: README.md, CHANGELOG.md` */
function referencedBy(cfg: SetupCfg): string[] {
  return ['metadata', 'options'].flatMap((section) =>
    [...(cfg.get(section)?.values() ?? [])].flatMap(({ lines }) => {
      const text = lines.map((one) => one.text).join(',');
      return text.startsWith('file:')
        ? text
            .slice('file:'.length)
            .split(',')
            .map((one) => one.trim())
        : [];
    }),
  );
}
