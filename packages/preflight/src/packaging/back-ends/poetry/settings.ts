import { unreadable } from '@flightline/core/readers/source';
import type { SourceDocument } from '@flightline/core/readers/toml';
import { type BuildTree, BuildRefused } from '../../archive';
import { takes } from '../../requires';
import { TomlTable } from '../../toml-table';
import type { Include } from './includes';

export type Target = 'sdist' | 'wheel';

export type Place = ReturnType<TomlTable['place']>;

export interface PoetrySettings {
  /** Those for an archive; where there is none, the one that is named like the project. */
  packages: (target: Target) => readonly Include[];
  includes: readonly Include[];
  exclude: readonly string[];
  readmes: readonly string[];
  /** Whether it is 2.0.0 or newer. */
  isSecond: boolean;
  place: Place;
}

const BOTH: readonly Target[] = ['sdist', 'wheel'];

/** Raises FILE_UNREADABLE; `packages` raises BuildRefused for a project without a package of its name. */
export function readSettings(tree: BuildTree, pyproject: SourceDocument): PoetrySettings {
  const table = new TomlTable(pyproject, ['tool', 'poetry']);
  const isSecond = takes(pyproject, 'poetry-core', '2.0.0');
  const packages = entries(table, 'packages', isSecond);
  return {
    packages: (target) => {
      const own = packages.filter(({ formats }) => formats.includes(target));
      return own.length > 0 ? own : [byName(tree, pyproject, table)];
    },
    includes: entries(table, 'include', isSecond),
    exclude: table.strings('exclude') ?? [],
    readmes: readmesOf(pyproject),
    isSecond,
    place: table.place(),
  };
}

function entries(table: TomlTable, key: 'packages' | 'include', isSecond: boolean): Include[] {
  const given = table.value(key);
  if (given !== undefined && !Array.isArray(given)) {
    throw unreadable(table.document.file, [{ ...table.place(key), message: 'It is no list.' }]);
  }
  const isPackage = key === 'packages';
  return (given ?? []).map((_, index) => {
    const own = table.below(key, index);
    const text = own.value();
    const said = formatsOf(own.value('format'));
    const otherwise = isPackage || !isSecond ? BOTH : (['sdist'] as const);
    const fallback = isSecond ? otherwise : (['sdist'] as const);
    return {
      path: typeof text === 'string' ? text : textAt(own, isPackage ? 'include' : 'path'),
      from: optionalText(own, 'from') ?? '',
      to: optionalText(own, 'to') ?? '',
      formats: said ?? otherwise,
      fills: said ?? fallback,
      isPackage,
      place: own.place(),
    };
  });
}

function formatsOf(given: unknown): readonly Target[] | undefined {
  const all = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const known = all.filter((one): one is Target => one === 'sdist' || one === 'wheel');
  return known.length === 0 ? undefined : known;
}

function optionalText(table: TomlTable, key: string): string | undefined {
  const value = table.value(key);
  return typeof value === 'string' ? value : undefined;
}

function textAt(table: TomlTable, key: string): string {
  const value = optionalText(table, key);
  if (value !== undefined) return value;
  throw unreadable(table.document.file, [{ ...table.place(), message: `It says no '${key}'.` }]);
}

/** The package or module that is named like the project, in the root or in `src`. */
function byName(tree: BuildTree, pyproject: SourceDocument, table: TomlTable): Include {
  const given = ['project', 'tool'].map((key) =>
    pyproject.value(key === 'tool' ? ['tool', 'poetry', 'name'] : ['project', 'name']),
  );
  const raw = given.find((one) => typeof one === 'string') ?? '';
  const name = raw.replace(/[-_.]+/g, '_').toLowerCase();
  for (const from of ['', 'src']) {
    const base = from === '' ? '' : `${from}/`;
    const path = [name, `${name}.py`].filter((one) => tree.exists(`${base}${one}`));
    if (path.length === 2) refuse(table, `both '${base}${name}' and '${base}${name}.py' are there`);
    const [only] = path;
    if (only !== undefined) {
      return {
        ...{ path: only, from, to: '', formats: BOTH, fills: BOTH },
        ...{ isPackage: true, place: table.place() },
      };
    }
  }
  return refuse(table, `no package is named like the project, '${name}'`);
}

function refuse(table: TomlTable, because: string): never {
  throw new BuildRefused({
    ...table.place(),
    because,
    hint: 'Name the packages in tool.poetry.packages.',
  });
}

function readmesOf(pyproject: SourceDocument): string[] {
  const keys = [
    ['tool', 'poetry', 'readme'],
    ['project', 'readme'],
    ['project', 'readme', 'file'],
  ];
  return keys.flatMap((key) => pyproject.value(key)).filter((one) => typeof one === 'string');
}
