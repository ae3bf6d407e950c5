import type { BuildTree, Rule } from '../../archive';
import { gitignoreMatcher } from '../../patterns/gitignore';
import { type Selection, ignoredBy } from './selection';
import type { HatchSettings, Target } from './settings';

/** Why a file is not in an archive: the first reason that holds. */
export function explain(
  selection: Selection,
  settings: HatchSettings,
  tree: BuildTree,
  path: string,
  kind: Target,
): Rule {
  return selection.leavesOut(path)
    ? leftOut(settings, tree, path, kind)
    : notSelected(selection, settings, path, kind);
}

function leftOut(settings: HatchSettings, tree: BuildTree, path: string, kind: Target): Rule {
  const patterns = settings.strings('exclude') ?? [];
  const index = patterns.findLastIndex((pattern) => gitignoreMatcher([pattern])(path));
  if (index >= 0) {
    return {
      ...settings.place('exclude', index),
      because: `'${patterns[index] ?? ''}' of exclude leaves it out`,
      hint: 'Take that pattern away, or make it narrower.',
    };
  }
  const lines = ignoredBy(tree);
  const line = lines.findLastIndex((pattern) => gitignoreMatcher([pattern])(path));
  return {
    file: tree.name('.gitignore'),
    ...(line < 0 ? {} : { line: line + 1 }),
    because: `'${lines[line]?.trim() ?? ''}' of .gitignore leaves it out, whether git tracks it or not`,
    hint: `Name it in 'artifacts' of tool.hatch.build, for the ${kind} and for the other.`,
  };
}

function notSelected(
  { only }: Selection,
  settings: HatchSettings,
  path: string,
  kind: Target,
): Rule {
  const key = ['only-include', 'packages', 'include'].find(
    (one) => settings.strings(one) !== undefined,
  );
  const place = key === undefined ? settings.place('targets', kind) : settings.place(key);
  const what = key ?? 'the package that is named like the project';
  return {
    ...place,
    because:
      only.length === 0
        ? `no pattern of ${what} takes it`
        : `${what} takes ${only.map((one) => `'${one}'`).join(', ')} alone`,
    hint: `Let 'packages' or 'include' of tool.hatch.build.targets.${kind} take '${path}' too.`,
  };
}
