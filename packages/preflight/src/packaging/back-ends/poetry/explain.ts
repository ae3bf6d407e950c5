import type { BuildTree, Rule } from '../../archive';
import { below, elementsOf } from './includes';
import type { PoetrySettings, Target } from './settings';

/** Why a file is not in an archive: the first reason that holds. */
export function explain(
  tree: BuildTree,
  { packages, includes, exclude, place }: PoetrySettings,
  path: string,
  kind: Target,
): Rule {
  const means = (pattern: string) =>
    elementsOf(tree, pattern).some((one) => one === path || below(tree, one).includes(path));
  const other = includes.find((one) => means(one.path) && !one.fills.includes(kind));
  if (other !== undefined) {
    return {
      ...other.place,
      because: `'${other.path}' of include is for the ${other.fills.join(' and the ')} alone`,
      hint: `Write { path = "${other.path}", format = ["sdist", "wheel"] }.`,
    };
  }
  const pattern = exclude.find(means);
  if (pattern !== undefined) {
    return {
      ...place,
      because: `'${pattern}' of exclude takes it out`,
      hint: 'Take that pattern away, or name the file in include.',
    };
  }
  const own = packages(kind);
  const names = own.map((one) => `'${one.path}'`).join(', ');
  return {
    ...(own[0]?.place ?? place),
    because: `it lies in none of the packages ${names}, and no include means it`,
    hint: 'Add { path = "...", format = ["sdist", "wheel"] } to tool.poetry.include.',
  };
}
