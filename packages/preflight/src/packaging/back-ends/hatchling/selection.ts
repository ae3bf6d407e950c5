// The files that a target of hatchling selects, in the order of its `builders/config.py` and `builders/plugin/interface.py`.
import { posix } from 'node:path';
import { type Archive, type BuildTree, BuildRefused } from '../../archive';
import { gitignoreMatcher } from '../../patterns/gitignore';
import type { Defaults } from './defaults';
import { type HatchSettings, STRICT, normal } from './settings';

const FOLDERS = [
  ...['__pycache__', '.git', '.hg', '.hatch', '.tox', '.nox', '.ruff_cache'],
  ...['.pytest_cache', '.mypy_cache', '.pixi'],
];
/** Since 1.24.2. */
const ENVIRONMENT = '.venv';
const FILES = ['.DS_Store'];
/** Left out of every target. */
const NEVER = ['*.py[cdo]', '/dist'];

type Matches = (path: string) => boolean;

interface Ground {
  tree: BuildTree;
  settings: HatchSettings;
  defaults: Defaults;
  /** Whether it is hatchling of a version or a newer one. */
  isSince: (version: string) => boolean;
}

export class Selection {
  readonly only: readonly string[];
  private readonly sources: readonly (readonly [string, string])[];
  private readonly excludes: Matches;
  private readonly includes: Matches | undefined;
  private readonly artifacts: Matches;

  constructor(private readonly ground: Ground) {
    const { settings, defaults } = ground;
    const packages = (settings.strings('packages') ?? defaults.packages).map(normal).sort();
    const only = settings.strings('only-include') ?? defaults.onlyInclude;
    this.only = only.length > 0 ? only.map(normal) : packages;
    this.sources = sourcesOf(settings.sources(), packages);
    const include = [
      ...(settings.strings('include') ?? defaults.include),
      ...packages.map((path) => `/${path}/`),
    ];
    this.includes = include.length === 0 ? undefined : gitignoreMatcher(include);
    this.excludes = defaults.nothing === true ? () => true : gitignoreMatcher(excluded(ground));
    this.artifacts = gitignoreMatcher(settings.strings('artifacts') ?? []);
  }

  /** `forced`: what the target always has, by its path in the tree. Raises BuildRefused. */
  files(forced: Readonly<Record<string, string>>): Archive {
    const force = Object.entries({ ...this.ground.settings.texts('force-include'), ...forced }).map(
      ([source, target]) => [normal(source), normal(target)] as const,
    );
    const reserved = new Set(force.map(([source]) => this.target(source)));
    const selected = this.ground.tree.files
      .filter((path) => this.selects(path, reserved))
      .map((path) => [this.target(path), path] as const)
      .filter(([target]) => !reserved.has(target));
    return new Map([...selected, ...force.flatMap((one) => this.forced(one))]);
  }

  /** Where a file lies in the archive. */
  target(path: string): string {
    for (const [source, replacement] of this.sources) {
      if (path.startsWith(source)) return `${replacement}${path.slice(source.length)}`;
    }
    return path;
  }

  /** Whether a pattern of the settings or of the version control leaves a file out that is no artifact. */
  leavesOut(path: string): boolean {
    return !this.artifacts(path) && this.excludes(path);
  }

  private selects(path: string, reserved: ReadonlySet<string>): boolean {
    const above = ancestors(path);
    const begins = this.only.find((one) => one === path || path.startsWith(`${one}/`));
    if (FILES.includes(posix.basename(path))) return begins === path;
    if (this.only.length > 0) {
      if (begins === path) return true;
      if (begins === undefined) return false;
      const inside = above.filter((folder) => folder.length > begins.length);
      return !inside.some((folder) => this.isNeverEntered(folder)) && this.takes(path, true);
    }
    const skips = this.ground.settings.flag('skip-excluded-dirs');
    const isEntered = (folder: string) =>
      !this.isNeverEntered(folder) &&
      !reserved.has(folder) &&
      !(skips && this.excludes(`${folder}/`));
    return above.every(isEntered) && this.takes(path, false);
  }

  private takes(path: string, isExplicit: boolean): boolean {
    if (this.artifacts(path)) return true;
    const { tree, settings } = this.ground;
    const isPackage = tree.has(posix.join(posix.dirname(path), '__init__.py'));
    return (
      (isPackage || !settings.flag('only-packages')) &&
      !this.excludes(path) &&
      (isExplicit || this.includes === undefined || this.includes(path))
    );
  }

  private isNeverEntered(folder: string): boolean {
    const name = posix.basename(folder);
    return FOLDERS.includes(name) || (name === ENVIRONMENT && this.ground.isSince('1.24.2'));
  }

  /** Of a file, or of all files of a folder. */
  private forced([source, target]: readonly [string, string]): [string, string][] {
    const { tree, isSince, settings } = this.ground;
    if (tree.has(source)) return [[this.target(target), source]];
    const base = source === '' ? '' : `${source}/`;
    const files = tree.files.filter(
      (path) =>
        path.startsWith(base) &&
        !ancestors(path).some(
          (folder) => folder.length > source.length && this.isNeverEntered(folder),
        ),
    );
    const isElsewhere = source.startsWith('..') && tree.isUnpacked !== true;
    if (isSince(STRICT) && !tree.exists(source) && !isElsewhere) {
      throw new BuildRefused({
        ...settings.place('force-include', source),
        because: `'${source}' of force-include is not there`,
        hint:
          tree.isUnpacked === true
            ? `Let the sdist have '${source}' where the tree has it: force-include belongs into targets.wheel.`
            : `Put it there, or do not force it.`,
      });
    }
    return files.map((path) => [this.target(posix.join(target, path.slice(base.length))), path]);
  }
}

function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** What the settings say, and that each package lies at the top. */
function sourcesOf(
  given: Readonly<Record<string, string>>,
  packages: readonly string[],
): (readonly [string, string])[] {
  const sources: Record<string, string> = { ...given };
  for (const path of packages) {
    const above = posix.dirname(path);
    if (above !== '.' && sources[`${path}/`] === undefined) sources[`${above}/`] = '';
  }
  return Object.entries(sources).sort(([one], [other]) => (one < other ? -1 : 1));
}

function excluded({ tree, settings, defaults, isSince }: Ground): string[] {
  const own = settings.strings('exclude') ?? defaults.exclude;
  const ignored = settings.flag('ignore-vcs') ? [] : ignoredBy(tree);
  return isSince(STRICT) ? [...NEVER, ...ignored, ...own] : [...NEVER, ...own, ...ignored];
}

/** The patterns are read as if they stood in the root of the project, wherever their file lies. */
export function ignoredBy(tree: BuildTree): string[] {
  const text = tree.has('.gitignore') ? tree.text('.gitignore') : (tree.ignoredAbove ?? '');
  return text.split('\n');
}
