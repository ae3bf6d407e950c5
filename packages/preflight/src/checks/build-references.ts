// Where a text speaks of a file as of one that is there.
import { posix } from 'node:path';
import type { Position } from '@flightline/core/errors';

/** A place that speaks of a file, e.g. `COPY setup.py ./`. */
export interface Reference extends Position {
  /** The file it means, relative to the release project. */
  target: string;
  /** Index of the line, and the words as they stand in it: `./setup.py`. */
  text: string;
  lineText: string;
}

/** Characters of a path or an address, with variables in it. */
const PATH = /[\w.\-/:@%+~${}]+/g;
const ADDRESS = /:\/\/|^git@|^www\./;

/**
 * The references of a text to any of the files, at most one for each line and file. Not meant are names that only end
 * alike, files of that name in other folders, addresses, and what says that the file is gone or shall not be there.
 * @param folder of the text, and `targets`: relative to the release project
 */
export function referencesIn(
  text: string,
  { folder, targets }: { folder: string; targets: readonly string[] },
): Reference[] {
  return text.split('\n').flatMap((lineText, index) =>
    targets.flatMap((target) => {
      const name = posix.basename(target);
      if (!lineText.includes(name)) return [];
      const found = [...lineText.matchAll(PATH)]
        .map((match) => ({ column: match.index + 1, text: match[0].replace(/[.:]+$/, '') }))
        .find(
          (one) =>
            means(one.text, target, folder) &&
            !isElsewhere(lineText, one) &&
            !isDenied(lineText, name),
        );
      return found === undefined ? [] : [{ target, line: index + 1, ...found, lineText }];
    }),
  );
}

/** A path without a folder means the file; one with a folder does when it leads there from any root one may think of. */
function means(path: string, target: string, folder: string): boolean {
  if (ADDRESS.test(path) || posix.basename(path) !== posix.basename(target)) return false;
  const way = posix.dirname(path);
  // Where a variable or an absolute path leads is not known; what the system has is not meant.
  if (way === '.' || way.includes('$')) return true;
  if (way.startsWith('/')) return !/^\/(usr|etc|opt|var)(\/|$)/.test(way);
  return [path, posix.join(folder, path)].some((one) => posix.normalize(one) === target);
}

/** `[setup.py](https://...)` is about a file of somebody else. */
const isElsewhere = (line: string, { text, column }: { text: string; column: number }): boolean =>
  /^`?\]\((https?:)?\/\//.test(line.slice(column - 1 + text.length));

const BEFORE = String.raw`(?:\b(?:no|without|neither|never|instead of|replac(?:e|es|ed|ing)|(?:get|got) rid of|remov(?:e|ed|es)|delet(?:e|ed|es)|not (?:use|need|have|add|create|ship))|!\s+-[ef])`;
const AFTER = String.raw`(?:is|are|was|were|has|have|had|must|may|shall|should|does|do|did|can)(?:(?:n't| not)(?: be)?(?: exist| there| needed| used| allowed| supported| shipped| present)|(?: be| been)?(?: no longer| never| gone| removed| deleted| replaced| forbidden| refused))`;
/** What may stand between, e.g. the other files of a list. */
const LIST = String.raw`(?:(?:the|an?|any|old|such|more|and|or|nor|files?|FILE)[\s,]+)*`;
const DENIALS = [
  new RegExp(String.raw`${BEFORE}\s+${LIST}TARGET`, 'i'),
  new RegExp(String.raw`TARGET[\s,]+${LIST}${AFTER}\b`, 'i'),
];

/** True for a sentence such as "There is no `setup.py`". */
function isDenied(line: string, name: string): boolean {
  const plain = line.replaceAll(/[`"*]/g, '').replaceAll(PATH, (word) => {
    const file = posix.basename(word.replace(/[.:]+$/, ''));
    if (file === name) return 'TARGET';
    return file.includes('.') ? 'FILE' : word;
  });
  return DENIALS.some((denial) => denial.test(plain));
}
