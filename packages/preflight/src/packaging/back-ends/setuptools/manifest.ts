// MANIFEST.in: commands that add files to the list of the sdist and take them away again, in their order.
import type { BuildTree } from '../../archive';
import { type Matches, manifestPattern, openGlob } from '../../patterns/python';

/** One pattern of one command. */
export interface Command {
  line: number;
  /** As it stands, e.g. `recursive-include core *.html`. */
  text: string;
  adds: boolean;
  matches: Matches;
}

type Read = (words: readonly string[]) => readonly Pick<Command, 'adds' | 'matches'>[];

const join = (...parts: string[]) => parts.map((part) => part.replace(/\/+$/, '')).join('/');
const each =
  (adds: boolean, matches: (pattern: string) => Matches): Read =>
  (words) =>
    words.length === 0 ? [] : words.map((pattern) => ({ adds, matches: matches(pattern) }));
const recursive =
  (adds: boolean, matches: (pattern: string) => Matches): Read =>
  ([folder, ...rest]) =>
    folder === undefined
      ? []
      : rest.map((pattern) => ({ adds, matches: matches(join(folder, '**', pattern)) }));
/** A folder and all below it; other numbers of words are no command. */
const whole =
  (adds: boolean, matches: (pattern: string) => Matches): Read =>
  (words) =>
    words.length === 1
      ? words.map((folder) => ({ adds, matches: matches(join(folder, '**')) }))
      : [];

const COMMANDS: Readonly<Record<string, Read>> = {
  include: each(true, openGlob),
  exclude: each(false, manifestPattern),
  'recursive-include': recursive(true, openGlob),
  'recursive-exclude': recursive(false, manifestPattern),
  'global-include': each(true, (pattern) => manifestPattern(join('**', pattern))),
  'global-exclude': each(false, (pattern) => manifestPattern(join('**', pattern))),
  graft: whole(true, openGlob),
  prune: whole(false, manifestPattern),
};

/** What setuptools cannot read it passes over with a warning, and so is passed over here. */
export function readManifest(text: string): Command[] {
  return linesOf(text).flatMap(({ text: own, line }) => {
    const [name = '', ...words] = own.split(/\s+/);
    return (COMMANDS[name]?.(words) ?? []).map((command) => ({ ...command, line, text: own }));
  });
}

/** Without comments and with lines joined that end with a backslash, as distutils' TextFile does it. */
function linesOf(text: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  let open = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(raw)) continue;
    const own = raw
      .replace(/(?<!\\)#.*$/, '')
      .replaceAll('\\#', '#')
      .trim();
    if (own === '' && !open) continue;
    const goesOn = own.endsWith('\\');
    const part = goesOn ? own.slice(0, -1) : own;
    const last = lines.at(-1);
    if (open && last !== undefined) last.text = `${last.text}${part}`.trim();
    else lines.push({ text: part, line: index + 1 });
    open = goesOn;
  }
  return lines.filter((one) => one.text !== '');
}

/** The files after all commands. */
export function follow(
  commands: readonly Command[],
  files: ReadonlySet<string>,
  tree: BuildTree,
): Set<string> {
  const listed = new Set(files);
  for (const { adds, matches } of commands) {
    if (adds) for (const path of tree.files) if (matches(path)) listed.add(path);
    if (!adds) for (const path of listed) if (matches(path)) listed.delete(path);
  }
  return listed;
}
