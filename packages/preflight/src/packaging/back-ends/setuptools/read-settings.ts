import type { SourceDocument } from '@flightline/core/readers/toml';
import type { BuildTree } from '../../archive';
import { readSetupCfg } from './cfg-settings';
import { readPyproject } from './pyproject';
import { NOTHING, type SetuptoolsSettings } from './settings';

/** What setup.cfg says, and over that what pyproject.toml says. */
export function readSettings(
  tree: BuildTree,
  pyproject: SourceDocument | undefined,
): SetuptoolsSettings {
  const cfg = tree.has('setup.cfg') ? readSetupCfg(tree) : NOTHING;
  if (pyproject === undefined) return cfg;
  const toml = readPyproject(pyproject);
  return toml === undefined
    ? cfg
    : {
        ...cfg,
        ...toml,
        packageDir: { ...cfg.packageDir, ...toml.packageDir },
        packageData: toml.packageData.length > 0 ? toml.packageData : cfg.packageData,
        excludePackageData:
          toml.excludePackageData.length > 0 ? toml.excludePackageData : cfg.excludePackageData,
        dataFiles: toml.dataFiles.length > 0 ? toml.dataFiles : cfg.dataFiles,
        referenced: [...cfg.referenced, ...toml.referenced],
        scripts: toml.scripts.length > 0 ? toml.scripts : cfg.scripts,
        // With a table for setuptools in pyproject.toml it is the default, unless setup.cfg says otherwise.
        includePackageData: toml.includePackageData ??
          cfg.includePackageData ?? { value: true, place: { file: pyproject.file } },
      };
}
