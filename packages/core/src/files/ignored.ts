import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expand } from 'brace-expansion';
import ignore, { type Ignore } from 'ignore';

/** What Nx never looks into, whatever the ignore files say (its `walker.rs`). */
const NEVER = ['node_modules', '.git', '.nx/cache', '.nx/workspace-data', '.yarn/cache'];

/** In the order in which the later one wins. */
const IGNORE_FILES = ['.gitignore', '.nxignore'];

/** True for a path, relative to the workspace and with `/` at the end of a folder, that is left out. */
export type Ignored = (path: string) => boolean;

/**
 * Tells what Nx leaves out of its hashes, of one path and not of the folders above it: what `.gitignore` and
 * `.nxignore` of the workspace and its folders say, and a few folders for good. git itself is not asked: what it
 * tracks although it is ignored, Nx does not see. Where Nx reads a pattern differently from git, it is read as Nx does:
 * `ignored.fixtures.json` holds what both really did.
 */
export function ignoredIn(workspaceRoot: string): Ignored {
  const base = ignore().add(NEVER.map((folder) => `${folder.includes('/') ? '**/' : ''}${folder}`));
  const rules = new Map<string, Ignore | undefined>();
  const rulesOf = (folder: string): Ignore | undefined => {
    if (!rules.has(folder)) rules.set(folder, readRules(join(workspaceRoot, folder)));
    return rules.get(folder);
  };
  return (path) => base.ignores(path) || verdict(path, rulesOf);
}

/** The folder that is nearest to the path and says something about it decides. */
function verdict(path: string, rulesOf: (folder: string) => Ignore | undefined): boolean {
  const names = path.split('/');
  const last = path.endsWith('/') ? names.length - 2 : names.length - 1;
  for (let depth = last; depth >= 0; depth -= 1) {
    const found = rulesOf(names.slice(0, depth).join('/'))?.test(names.slice(depth).join('/'));
    if (found?.ignored === true) return true;
    if (found?.unignored === true) return false;
  }
  return false;
}

function readRules(folder: string): Ignore | undefined {
  const texts = IGNORE_FILES.flatMap((name) => {
    try {
      return [readFileSync(join(folder, name), 'utf8')];
    } catch {
      return [];
    }
  });
  return texts.length === 0
    ? undefined
    : ignore({ allowRelativePaths: true, ignorecase: false }).add(
        texts.flatMap((text) => text.split('\n')).flatMap(asNxReads),
      );
}

/** Choices in braces, of which `expand` makes patterns of their own. */
const CHOICES = /(?<!\\)\{[^{}]*,[^{}]*\}/;
const ONE_CHOICE = /(?<!\\)\{([^{},]*)\}/g;

/** Unlike git it knows choices, and takes away all white space behind a pattern. */
function asNxReads(line: string): string[] {
  const pattern = (line.endsWith('\\ ') ? line : line.trimEnd()).replace(ONE_CHOICE, '$1');
  if (pattern.startsWith('#') || !CHOICES.test(pattern)) return [pattern];
  return expand(pattern).map((one) => one.replace(/^#/, '\\#'));
}
