// Where a name can go without a second thought: in lists of files, of which it names one that shall not be there.
import { posix } from 'node:path';
import type { TextEdit } from '@flightline/core/errors';
import type { Reference } from './build-references';

/** The edit that takes a reference away; undefined where somebody has to look. */
export function removalOf(reference: Reference, path: string, file: string): TextEdit | undefined {
  const name = posix.basename(path);
  const [, way] = WAYS.find(([pattern]) => pattern.test(name)) ?? [];
  return way?.(reference, file);
}

type Way = (reference: Reference, file: string) => TextEdit | undefined;

const wholeLine: Way = ({ line }, file) => ({
  ...{
    file,
    newText: '',
    range: { start: { line, column: 1 }, end: { line: line + 1, column: 1 } },
  },
});

const word: Way = ({ line, column, text }, file) => ({
  ...{ file, newText: '' },
  range: { start: { line, column: column - 1 }, end: { line, column: column + text.length } },
});

const words = ({ lineText }: Reference) => lineText.trim().split(/\s+/);

/** A pattern a line, perhaps with attributes or owners behind it. */
const patterns: Way = (reference, file) => {
  const [first = ''] = words(reference);
  return first.replace(/^!?\/?/, '') === reference.text.replace(/^\//, '')
    ? wholeLine(reference, file)
    : undefined;
};

/** `include a b` of MANIFEST.in. */
const manifest: Way = (reference, file) => {
  const [command = '', ...rest] = words(reference);
  if (!/^(global-)?(include|exclude)$/.test(command)) return undefined;
  return rest.length === 1 ? wholeLine(reference, file) : word(reference, file);
};

/** A COPY of other files, too; one of this file alone may be there for what follows. */
const copy: Way = (reference, file) => {
  const [keyword = '', ...rest] = words(reference);
  const sources = rest.slice(0, -1).filter((one) => !one.startsWith('--'));
  const isList = /^(copy|add)$/i.test(keyword) && !reference.lineText.trimEnd().endsWith('\\');
  return isList && sources.length > 1 && sources.includes(reference.text)
    ? word(reference, file)
    : undefined;
};

const WAYS: readonly (readonly [name: RegExp, way: Way])[] = [
  [/^\.(dockerignore|gitignore|gitattributes)$|\.dockerignore$|^CODEOWNERS$/, patterns],
  [/^MANIFEST\.in$/, manifest],
  [/^(Dockerfile|Containerfile)|\.Dockerfile$/, copy],
];
