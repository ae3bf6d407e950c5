import type { Problem, TextEdit } from '@flightline/core/errors';
import { type Edit, type FileText, offsetsIn, overlap, replace } from './text';

/** A file as it is and as it would be. */
export interface Change {
  file: string;
  before: FileText;
  /** Without a byte order mark, like `before.text`. */
  after: string;
}

/** A problem whose edits were not taken, and why. */
interface LeftOver {
  problem: Problem;
  because: string;
}

export interface FixPlan {
  /** Sorted by file. */
  changes: readonly Change[];
  /** How many problems they mend. */
  mended: number;
  left: readonly LeftOver[];
}

/** The text of a file, or why it is not to be edited. */
export type ReadForEdit = (file: string) => FileText | { refused: string };

/**
 * Decides which edits to make, and makes none. The edits of a problem are taken together or not at all; of two that
 * touch the same text the first problem's stand.
 */
export function planFixes(problems: readonly Problem[], read: ReadForEdit): FixPlan {
  const files = new Map<string, ReturnType<ReadForEdit>>();
  const taken = new Map<string, Edit[]>();
  const left: LeftOver[] = [];
  let mended = 0;
  for (const problem of problems) {
    if (problem.fix === undefined) continue;
    const placed = problem.fix.map((edit) => place(edit, taken.get(edit.file) ?? [], files, read));
    const because = placed.find((one) => typeof one === 'string') ?? contradiction(placed);
    if (because !== undefined) {
      left.push({ problem, because });
      continue;
    }
    mended += 1;
    for (const one of placed) if (typeof one !== 'string') take(one, taken);
  }
  return { changes: changesOf(taken, files), mended, left };
}

type Placed = Edit & { file: string };

/** Where an edit goes, or why it goes nowhere. */
function place(
  { file, range, newText }: TextEdit,
  others: readonly Edit[],
  files: Map<string, ReturnType<ReadForEdit>>,
  read: ReadForEdit,
): Placed | string {
  const found = files.get(file) ?? read(file);
  files.set(file, found);
  if ('refused' in found) return `'${file}' ${found.refused}`;
  const offsets = offsetsIn(found.text, range);
  if (offsets === undefined) return `'${file}' has no such place.`;
  const edit = { ...offsets, newText: newText.replaceAll('\n', found.lineEnd) };
  return others.some((other) => !isSame(edit, other) && overlap(edit, other))
    ? `Another fix changes the same text of '${file}'.`
    : { ...edit, file };
}

/** A check of somebody's own may ask for what cannot be done. */
function contradiction(placed: readonly (Placed | string)[]): string | undefined {
  const edits = placed.filter((one) => typeof one !== 'string');
  const clash = edits.find((a, at) =>
    edits.slice(at + 1).some((b) => a.file === b.file && overlap(a, b)),
  );
  return clash && `Two of its own edits change the same text of '${clash.file}'.`;
}

const isSame = (a: Edit, b: Edit): boolean =>
  a.start === b.start && a.end === b.end && a.newText === b.newText;

function take({ file, ...edit }: Placed, taken: Map<string, Edit[]>): void {
  const edits = taken.get(file) ?? [];
  if (!edits.some((other) => isSame(other, edit))) taken.set(file, [...edits, edit]);
}

function changesOf(
  taken: ReadonlyMap<string, readonly Edit[]>,
  files: ReadonlyMap<string, ReturnType<ReadForEdit>>,
): Change[] {
  return [...taken]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, edits]) => {
      const before = files.get(file);
      if (before === undefined || 'refused' in before) return [];
      return [{ file, before, after: replace(before.text, edits) }];
    })
    .filter(({ before, after }) => before.text !== after);
}
