export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** Where packages are looked for, by patterns of their dotted names. */
export interface Find {
  where: readonly string[];
  include: readonly string[];
  exclude: readonly string[];
  /** Whether a folder without `__init__.py` is a package, too. */
  namespaces: boolean;
}

/** A pattern of data, relative to the folder of its package. */
export interface DataPattern {
  /** Of the package; '' for all of them. */
  key: string;
  pattern: string;
  place: Place;
}

/** What setuptools is told. What is undefined is not said, and setuptools finds out by itself or has a default. */
export interface SetuptoolsSettings {
  packages?: { value: readonly string[] | Find; place: Place };
  modules?: readonly string[];
  packageDir: Readonly<Record<string, string>>;
  packageData: readonly DataPattern[];
  excludePackageData: readonly DataPattern[];
  includePackageData?: { value: boolean; place: Place };
  /** Globs of files that go to `*.data` of the wheel, and as they are into the sdist. */
  dataFiles: readonly string[];
  licenseFiles?: readonly string[];
  /** Files that metadata is read from. */
  referenced: readonly string[];
  scripts: readonly string[];
}

export const NOTHING: SetuptoolsSettings = {
  packageDir: {},
  packageData: [],
  excludePackageData: [],
  dataFiles: [],
  referenced: [],
  scripts: [],
};
