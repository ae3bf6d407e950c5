// What setuptools' commands build_py, egg_info and sdist do with a tree. They depend on each other: the list of the sdist
// (SOURCES.txt) begins with what a wheel holds without it, and with include-package-data the wheel takes what is on it.
import { posix } from 'node:path';
import type { SourceDocument } from '@flightline/core/readers/toml';
import { type Archive, type BuildTree, BuildRefused } from '../../archive';
import { filesByFolder } from '../../folders';
import { type Matches, fnmatch, glob, openGlob } from '../../patterns/python';
import { isRequired, takes } from '../../requires';
import { type Found, discover, modulesIn } from './discovery';
import { type Command, follow, readManifest } from './manifest';
import { readPyproject } from './pyproject';
import type { DataPattern, Place, SetuptoolsSettings } from './settings';

const READMES = ['README', 'README.rst', 'README.txt', 'README.md'];
const LICENSES = ['LICEN[CS]E*', 'AUTHORS*', 'COPYING*', 'NOTICE*'];
/** Since 69.0.0 all packages have these. */
const TYPES = ['*.pyi', 'py.typed'];
const NEVER = /^build\/|(^|\/)(RCS|CVS|\.svn)\/|\.egg-info\//;
/** Since 74.0.0 no sdist has these. */
const CACHES = /^\.(tox|nox|venv)\//;

export class Build {
  readonly found: Found;
  readonly commands: readonly Command[];
  readonly configuration: Place;
  /** Whether setuptools-scm tells setuptools what git tracks. */
  readonly byGit: boolean;
  readonly includesListed: boolean;
  private readonly below: ReadonlyMap<string, readonly string[]>;
  /** Names of packages by their folders. */
  private readonly byFolder: ReadonlyMap<string, string>;

  constructor(
    readonly tree: BuildTree,
    readonly settings: SetuptoolsSettings,
    private readonly pyproject: SourceDocument | undefined,
  ) {
    const [file = 'pyproject.toml'] = ['pyproject.toml', 'setup.cfg', 'setup.py'].filter(tree.has);
    this.configuration = { file: tree.name(file) };
    this.found = discover(tree, settings, this.configuration);
    this.below = filesByFolder(tree);
    this.byFolder = new Map(this.found.packages.map((name) => [this.folder(name), name]));
    this.commands = tree.has('MANIFEST.in') ? readManifest(tree.text('MANIFEST.in')) : [];
    this.byGit = isRequired(pyproject, 'setuptools-scm');
    this.includesListed = settings.includePackageData?.value ?? false;
  }

  wheel(): Archive {
    const listed = this.includesListed ? this.listed() : new Set<string>();
    return new Map([...this.modules(), ...this.data(listed)]);
  }

  /** With setup.cfg and PKG-INFO of its own. */
  sdist(): Archive {
    return new Map([...this.listed()].map((path) => [path, path]));
  }

  /** Where the package of a name lies. */
  folder(name: string): string {
    const { packageDir } = this.found;
    const parts = name.split('.');
    for (let length = parts.length; length > 0; length -= 1) {
      const folder = packageDir[parts.slice(0, length).join('.')];
      if (folder !== undefined) return posix.join(folder, ...parts.slice(length));
    }
    return posix.join(packageDir[''] ?? '', ...parts);
  }

  /** The innermost package in whose folder a file lies. */
  packageOf(path: string): string | undefined {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
      const name = this.byFolder.get(folder);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** The patterns of a list that are about a package, each with what it matches. */
  matchers(
    patterns: readonly DataPattern[],
    name: string,
    read: (pattern: string) => Matches,
  ): { pattern: DataPattern; matches: Matches }[] {
    const folder = this.folder(name);
    return patterns
      .filter(({ key }) => key === '' || key === name)
      .map((pattern) => ({ pattern, matches: read(posix.join(folder, pattern.pattern)) }));
  }

  private modules(): Map<string, string> {
    const { packages, modules } = this.found;
    const files = new Map<string, string>();
    for (const name of packages) {
      const folder = this.folder(name);
      this.refuseMissing(name, folder);
      for (const module of modulesIn(this.inside(folder), folder)) {
        const path = posix.join(folder, `${module}.py`);
        if (path !== 'setup.py') files.set(`${name.replaceAll('.', '/')}/${module}.py`, path);
      }
    }
    for (const name of modules) {
      const path = `${this.folder(name)}.py`;
      if (this.tree.has(path)) files.set(`${name.replaceAll('.', '/')}.py`, path);
    }
    return files;
  }

  private inside(folder: string): readonly string[] {
    return this.below.get(posix.normalize(folder)) ?? [];
  }

  private refuseMissing(name: string, folder: string): void {
    if (this.tree.exists(folder)) return;
    throw new BuildRefused({
      ...(this.settings.packages?.place ?? this.configuration),
      because: `there is no folder '${folder}' for package '${name}'`,
      hint: `Put package '${name}' there, or list it no more.`,
    });
  }

  /** Files of packages that are no modules of theirs: by patterns, and those of the list. */
  private data(listed: ReadonlySet<string>): Map<string, string> {
    const files = new Map<string, string>();
    const types = this.isSince('69.0.0') ? TYPES : [];
    const place = this.configuration;
    for (const name of this.found.packages) {
      const folder = this.folder(name);
      const wanted = this.matchers(
        [...this.settings.packageData, ...types.map((pattern) => ({ key: '', pattern, place }))],
        name,
        glob,
      );
      const left = this.matchers(this.settings.excludePackageData, name, fnmatch);
      const isAny = (all: readonly { matches: Matches }[], path: string) =>
        all.some(({ matches }) => matches(path));
      const leadsOut = wanted.some(({ pattern }) => pattern.pattern.includes('..'));
      for (const path of leadsOut ? this.tree.files : this.inside(folder)) {
        const isListed = listed.has(path) && this.takesListed(name, path);
        if ((isListed || isAny(wanted, path)) && !isAny(left, path)) {
          files.set(posix.join(name.replaceAll('.', '/'), posix.relative(folder, path)), path);
        }
      }
    }
    return files;
  }

  /** Modules in the folder itself are left to the package. */
  private takesListed(name: string, path: string): boolean {
    if (this.packageOf(path) !== name) return false;
    const own = posix.relative(this.folder(name), path);
    return !/^[\p{L}_][\p{L}\p{N}_]*\.py$/u.test(own);
  }

  /** SOURCES.txt. */
  listed(): Set<string> {
    const { tree, settings } = this;
    const named = (paths: readonly string[]) => paths.filter(tree.has);
    const like = (patterns: readonly string[], read = glob) => {
      const matchers = patterns.map(read);
      return tree.files.filter((path) => matchers.some((matches) => matches(path)));
    };
    const begun = new Set([
      ...named(READMES).slice(0, 1),
      ...named(['setup.py', 'setup.cfg', 'pyproject.toml', 'MANIFEST.in']),
      ...like([...this.tests(), ...settings.dataFiles]),
      ...this.modules().values(),
      ...this.data(new Set()).values(),
      ...named(settings.scripts),
      ...(this.byGit ? tree.files : this.remembered()),
    ]);
    const listed = follow(this.commands, begun, tree);
    const beside = [
      ...like(settings.licenseFiles ?? this.licenses()),
      ...named(settings.referenced.map((path) => posix.normalize(path))),
    ];
    const isLeft = this.isSince('74.0.0') ? CACHES : NEVER;
    return new Set(
      [...listed, ...beside].filter((path) => !NEVER.test(path) && !isLeft.test(path)),
    );
  }

  private isSince(version: string): boolean {
    return takes(this.pyproject, 'setuptools', version);
  }

  private tests(): readonly string[] {
    return this.isSince('74.0.0') ? ['tests/test*.py', 'test/test*.py'] : ['test/test*.py'];
  }

  /** A blank before two of its patterns kept 66.1.1 from them where pyproject.toml tells of the project; not 78.1.1. */
  private licenses(): readonly string[] {
    const isToml = this.pyproject !== undefined && readPyproject(this.pyproject) !== undefined;
    return isToml && !this.isSince('77.0.0') ? LICENSES.slice(0, 2) : LICENSES;
  }

  /** What SOURCES.txt of an earlier build says is listed again. An sdist has one that names all of it. */
  private remembered(): readonly string[] {
    if (this.tree.isUnpacked === true) return this.tree.files;
    const root = this.found.packageDir[''] ?? '.';
    const lists = this.tree.files.filter((path) =>
      openGlob(posix.join(root, '*.egg-info/SOURCES.txt'))(path),
    );
    return lists.flatMap((path) => this.tree.text(path).split('\n').filter(this.tree.has));
  }
}
