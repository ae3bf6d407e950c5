// flit_core: one module or package with all that lies in it, whatever git says; only the sdist can be told more.
import { posix } from 'node:path';
import type { SourceDocument } from '@flightline/core/readers/toml';
import { type Archive, type BackEnd, BuildRefused, type BuildTree, type Rule } from '../archive';
import { foldersOf } from '../folders';
import { glob } from '../patterns/python';
import { takes } from '../requires';
import { TomlTable } from '../toml-table';

export const flit: BackEnd = {
  name: 'flit',
  modules: ['flit_core.buildapi', 'flit.buildapi'],
  looksAt: () => ['pyproject.toml', '**/*.py'],
  read: (tree, pyproject) => {
    if (pyproject === undefined)
      throw new Error('A project without pyproject.toml is not of flit.');
    const told = new Told(tree, pyproject);
    return Promise.resolve({
      sdist: () => told.sdist(),
      wheel: () => told.wheel(),
      lacks: (path, kind) => told.lacks(path, kind),
      code: [],
    });
  },
};

/** Since 3.11.0 an sdist has these by itself. */
const LICENSES = ['COPYING*', 'LICEN[CS]E*'];

class Told {
  private readonly table: TomlTable;
  private readonly project: TomlTable;

  constructor(
    private readonly tree: BuildTree,
    private readonly pyproject: SourceDocument,
  ) {
    this.table = new TomlTable(pyproject, ['tool', 'flit']);
    this.project = new TomlTable(pyproject, ['project']);
  }

  wheel(): Archive {
    this.external();
    const base = this.module().startsWith('src/') ? 'src/' : '';
    return new Map(this.inModule().map((path) => [path.slice(base.length), path]));
  }

  sdist(): Archive {
    const module = this.module();
    const root = this.tree.has(module) ? module : `${module}/__init__.py`;
    this.refuseVain();
    const crucial = ['pyproject.toml', ...this.referenced()];
    const begun = [...this.inModule(), ...this.external(), ...crucial, ...this.told('include')];
    const excluded = new Set(this.told('exclude'));
    const files = begun.filter((path) => !excluded.has(path));
    const missing = [...crucial, root].find((path) => !files.includes(path));
    if (missing !== undefined) {
      throw new BuildRefused({
        ...this.table.place('sdist', 'exclude'),
        because: `the sdist would lack '${missing}', which flit takes for crucial`,
        hint: `Do not exclude it, or write the file '${missing}'.`,
      });
    }
    return new Map(files.map((path) => [path, path]));
  }

  lacks(path: string, kind: 'sdist' | 'wheel'): Rule {
    if (kind === 'wheel') {
      return {
        ...this.table.place('module'),
        because: `flit packs '${this.module()}' alone`,
        hint: 'Move it into that folder.',
      };
    }
    const patterns = this.table.below('sdist').strings('exclude') ?? [];
    const index = patterns.findIndex((pattern) => this.below([pattern]).includes(path));
    return {
      ...this.table.place('sdist', 'exclude', ...(index < 0 ? [] : [index])),
      because: `'${patterns[index] ?? ''}' of sdist.exclude takes it out`,
      hint: 'Take that pattern away, or make it narrower.',
    };
  }

  /** The folder of the package, or the file of the module. Raises BuildRefused where there is none, or several. */
  private module(): string {
    const given = this.table.value('module', 'name') ?? this.table.value('metadata', 'module');
    const project = this.project.value('name');
    const name = [given, project].find((one) => typeof one === 'string') ?? '';
    const path = (given === undefined ? name.replaceAll('-', '_') : name).replaceAll('.', '/');
    const places = [path, `src/${path}`].flatMap((one) => [
      ...(!this.tree.has(one) && this.tree.exists(one) ? [one] : []),
      ...(this.tree.has(`${one}.py`) ? [`${one}.py`] : []),
    ]);
    const [found, ...others] = places;
    if (found !== undefined && others.length === 0) return found;
    throw new BuildRefused({
      ...this.table.place('module'),
      because:
        found === undefined
          ? `there is no module '${path}'`
          : `module '${path}' may be ${places.map((one) => `'${one}'`).join(' or ')}`,
      hint: 'Name the one module in tool.flit.module.',
    });
  }

  private inModule(): string[] {
    const module = this.module();
    return this.tree.files.filter(
      (path) =>
        (path === module || path.startsWith(`${module}/`)) &&
        !path.endsWith('.pyc') &&
        !posix.dirname(path).split('/').includes('__pycache__'),
    );
  }

  /** Files that go to `*.data` of the wheel. */
  private external(): string[] {
    const folder = this.table.value('external-data', 'directory');
    if (typeof folder !== 'string') return [];
    if (!this.tree.exists(folder)) {
      throw new BuildRefused({
        ...this.table.place('external-data', 'directory'),
        because: `there is no folder '${folder}' of external-data`,
        hint: 'Put it there, in the sdist too, or name it no more.',
      });
    }
    return this.tree.files.filter((path) => path.startsWith(`${posix.normalize(folder)}/`));
  }

  /** Python 3.11 finds `folder/` for `folder/**` where there is none, and flit then opens it. */
  private refuseVain(): void {
    const patterns = this.table.below('sdist').strings('include') ?? [];
    const index = patterns.findIndex(
      (one) => /^[^*?[]+\/\*\*$/.test(one) && !this.tree.exists(one.slice(0, -3)),
    );
    if (index < 0) return;
    throw new BuildRefused({
      ...this.table.place('sdist', 'include', index),
      because: `there is no folder of '${patterns[index] ?? ''}' of sdist.include`,
      hint: 'Take that pattern away.',
    });
  }

  private referenced(): string[] {
    const keys = [['readme'], ['readme', 'file'], ['license', 'file']];
    const named = keys
      .map((key) => this.project.value(...key))
      .filter((one) => typeof one === 'string');
    const isNew = takes(this.pyproject, 'flit_core', '3.11.0');
    const patterns = this.project.strings('license-files') ?? (isNew ? LICENSES : []);
    return [...named, ...this.below(patterns)];
  }

  private told(key: 'include' | 'exclude'): string[] {
    return this.below(this.table.below('sdist').strings(key) ?? []);
  }

  /** What patterns mean, with all that lies in folders that they mean. */
  private below(patterns: readonly string[]): string[] {
    const plain = patterns.map((pattern) => posix.normalize(pattern).replace(/\/$/, ''));
    const isAny = (globs: readonly string[]) => {
      const matchers = globs.map(glob);
      return (path: string) => matchers.some((matches) => matches(path));
    };
    const isMeant = isAny(plain);
    // `**` at the end means the folder before it, too, and so also what it hides.
    const bases = plain.filter((one) => one.endsWith('/**')).map((one) => one.slice(0, -3));
    const folders = foldersOf(this.tree).filter(isAny([...plain, ...bases]));
    return this.tree.files.filter(
      (path) => isMeant(path) || folders.some((folder) => path.startsWith(`${folder}/`)),
    );
  }
}
