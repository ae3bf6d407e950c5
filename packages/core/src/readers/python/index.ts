// Python is parsed and never run: a release check must not execute the product, and need no Python. The grammar
// is WebAssembly and is loaded with the first file (about 30 ms).
import { type Position, type Range, readText } from '../source';
import { bindingsIn, importsIn } from './bindings';
import { firstMistake, positionOf, rangeOf, withTree } from './tree';
import { type PythonValue, unverified, valueOf } from './values';

export type { PythonValue } from './values';

/** One assignment at the top of a module, in if, try or with blocks too. */
export interface PythonAssignment extends Position {
  name: string;
  /** What is assigned, as it stands in the file. */
  expression: string;
  /** Where that stands; undefined where nothing of its own is assigned to the name. */
  range: Range | undefined;
  /** A tuple of numbers or strings, and what `'.'.join` makes of it, is the text of a version. */
  value: PythonValue;
}

/** One name of `from module import original as name`, its place that of the name. */
export interface PythonImport extends Position {
  name: string;
  /** As it stands, with dots before it when it is relative. */
  module: string;
  original: string;
}

export interface PythonModule {
  readonly file: string;
  /** Where the parser lost its way. Every assignment of such a file is unverified, and some may be missing. */
  readonly syntaxError: Position | undefined;
  /** All assignments to a name, in the order of the file. Functions and classes are not looked into. */
  assignments(name: string): readonly PythonAssignment[];
  /** All imports of a name, likewise. */
  imports(name: string): readonly PythonImport[];
}

/** Reads a Python file; `file` is how messages name it. Raises FILE_UNREADABLE, but not for a syntax error. */
export function readPython(path: string, file = path): Promise<PythonModule> {
  return parsePython(readText(path, file), file);
}

/** As `readPython`, for a text that has been read. */
export async function parsePython(text: string, file: string): Promise<PythonModule> {
  const { syntaxError, assignments, imports } = await withTree(text, (root) => {
    const mistake = firstMistake(root);
    const names = { bindings: bindingsIn(root), imports: importsIn(root) };
    return {
      syntaxError: mistake && positionOf(mistake),
      assignments: names.bindings.map(({ target, ...binding }) => ({
        name: target.text,
        ...positionOf(target),
        expression: binding.value?.text ?? '',
        range: binding.value && rangeOf(binding.value),
        value: valueOf(binding, names),
      })),
      imports: names.imports.map(({ target, ...one }) => ({ ...one, ...positionOf(target) })),
    };
  });
  const trusted = syntaxError === undefined ? assignments : assignments.map(distrust(syntaxError));
  return {
    ...{ file, syntaxError },
    assignments: (name) => trusted.filter((one) => one.name === name),
    imports: (name) => imports.filter((one) => one.name === name),
  };
}

/** The parser guesses where a broken statement ends, so nothing else in its file can be trusted. */
const distrust =
  ({ line }: Position) =>
  (one: PythonAssignment): PythonAssignment => ({
    ...one,
    value: unverified(`The file has a syntax error in line ${line}.`),
  });
