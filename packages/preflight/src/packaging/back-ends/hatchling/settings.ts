import { lookUp } from '@flightline/core/readers/source';
import { type SourceDocument, parseToml } from '@flightline/core/readers/toml';
import { posix } from 'node:path';
import type { BuildTree } from '../../archive';
import { TomlTable } from '../../toml-table';

/**
 * Since then what is forced has to exist and something has to be selected. 1.12.2 lets patterns of the version control
 * outweigh its own, 1.27.0 does not; when that changed was not found, and is taken for the same.
 */
export const STRICT = '1.19.0';

export type Target = 'sdist' | 'wheel';

/** A table of the target, over that of all targets. */
export class HatchSettings {
  private constructor(
    private readonly build: TomlTable,
    private readonly own: TomlTable,
  ) {}

  /** hatch.toml takes the place of `tool.hatch.build` as a whole. Raises FILE_UNREADABLE. */
  static async read(
    tree: BuildTree,
    pyproject: SourceDocument | undefined,
    target: Target,
  ): Promise<HatchSettings> {
    const own = tree.has('hatch.toml')
      ? await parseToml(tree.text('hatch.toml'), tree.name('hatch.toml'))
      : undefined;
    const isOwn = own?.value(['build']) !== undefined;
    const document = (isOwn ? own : pyproject) ?? NO_DOCUMENT;
    const build = new TomlTable(document, isOwn ? ['build'] : ['tool', 'hatch', 'build']);
    return new HatchSettings(build, build.below('targets', target));
  }

  strings(key: string): readonly string[] | undefined {
    return this.table(key).strings(key);
  }

  flag(key: string): boolean {
    return this.table(key).flag(key) ?? false;
  }

  texts(key: string): Readonly<Record<string, string>> {
    return this.table(key).texts(key);
  }

  /** Folders that go away or get another name in the archive: by the folder, with `/` at its end. */
  sources(): Readonly<Record<string, string>> {
    const table = this.table('sources');
    const given = table.value('sources');
    const pairs: readonly (readonly [string, string])[] = Array.isArray(given)
      ? (table.strings('sources') ?? []).map((source) => [source, ''])
      : Object.entries(table.texts('sources'));
    return Object.fromEntries(
      pairs.map(([source, path]) => [
        source === '' ? '' : `${normal(source)}/`,
        normal(path) === '' ? '' : `${normal(path)}/`,
      ]),
    );
  }

  /** Names of the hooks, those of all targets too. */
  hooks(): { name: string; place: ReturnType<TomlTable['place']> }[] {
    return [this.build, this.own].flatMap((table) => {
      const hooks = table.value('hooks');
      const names = typeof hooks === 'object' && hooks !== null ? Object.keys(hooks) : [];
      return names.map((name) => ({ name, place: table.place('hooks', name) }));
    });
  }

  place(...keys: (string | number)[]): ReturnType<TomlTable['place']> {
    return this.table(String(keys[0])).place(...keys);
  }

  private table(key: string): TomlTable {
    return this.own.value(key) === undefined ? this.build : this.own;
  }
}

/** A path without `.`, and without `/` at its ends. */
export function normal(path: string): string {
  const own = posix.normalize(path).replace(/^\/+|\/+$/g, '');
  return own === '.' ? '' : own;
}

const NO_DOCUMENT: SourceDocument = {
  file: 'pyproject.toml',
  value: (path) => lookUp({}, path),
  position: () => undefined,
  range: () => undefined,
};
