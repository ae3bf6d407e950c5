// Words become values in the order of bash: braces, then variables and commands, then words of what is not quoted.
import { expand as expandBraces } from 'brace-expansion';
import type { CommandExpansionPart, Word, WordPart } from 'unbash';
import { Script } from '../script';
import { type Run, originOf } from '../session';
import { parameter, simpleParameter } from './parameter';
import type { Expansion } from './parameter';
import { GIVEN, type Value, concat, doubt, either, onlyText, split, text } from '../values';

/** One word of a command. */
export interface Field {
  readonly value: Value;
  /** It stands for any number of words. */
  readonly many: boolean;
}

/** The words that a word becomes. */
export function expandWord(word: Word, run: Run): Field[] {
  if (word.parts === undefined) return [one([text(word.value, originOf(run, word))])];
  if (word.parts.some(({ type }) => type === 'Glob' || type === 'ExtendedGlob')) {
    return [
      { value: [doubt('It depends on the files there are.', originOf(run, word))], many: true },
    ];
  }
  const choices = bracesOf(word.parts, word, run);
  return choices.flatMap((parts) => fieldsOf(parts, word, run));
}

/** The value of a word that stays one word: of an assignment, a pattern, a text that is read. */
export function expandOne(word: Word, run: Run): Value {
  if (word.parts === undefined) return [text(word.value, originOf(run, word))];
  return joinParts(word.parts, word, run);
}

/** As `expandOne`, for the parts of something that is quoted as a whole. */
export function joinParts(parts: readonly WordPart[], at: { pos: number }, run: Run): Value {
  return joined(expandAll(parts, run), at, run);
}

/** A part that is quoted, and what it becomes. */
type Expanded = readonly [part: WordPart, expansion: Expansion];

const expandAll = (parts: readonly WordPart[], run: Run): Expanded[] =>
  parts.map((part) => [part, expandPart(part, true, run)]);

function joined(expanded: readonly Expanded[], at: { pos: number }, run: Run): Value {
  const origin = originOf(run, at);
  return expanded
    .map(([part, expansion]) => together(expansion, run, part))
    .reduce<Value>((all, value) => concat(all, value, origin), [text('', origin)]);
}

const one = (value: Value): Field => ({ value, many: false });

type Piece = WordPart | { type: 'Choice'; value: Value; pos: number };

/** So many words that no list of machines is meant. */
const MOST_WORDS = 512;

/** `a{1,2}b` is two words. */
function bracesOf(parts: readonly WordPart[], word: Word, run: Run): Piece[][] {
  let words: Piece[][] = [[]];
  for (const part of parts) {
    const pieces: Piece[] = part.type === 'BraceExpansion' ? choicesOf(part, run) : [part];
    if (words.length * pieces.length > MOST_WORDS) {
      const value = [doubt('There are too many possibilities.', originOf(run, word))];
      return [[{ type: 'Choice', value, pos: word.pos }]];
    }
    words = words.flatMap((before) => pieces.map((piece) => [...before, piece]));
  }
  return words;
}

function choicesOf(part: Extract<WordPart, { type: 'BraceExpansion' }>, run: Run): Piece[] {
  const origin = originOf(run, part);
  const value = (choice: string): Value => [
    text(choice, origin.of(choice, part.text.indexOf(choice))),
  ];
  if (part.parts !== undefined)
    return [
      { type: 'Choice', value: [doubt('Its braces hold variables.', origin)], pos: part.pos },
    ];
  return expandBraces(part.text, { max: MOST_WORDS + 1 }).map((choice) => ({
    type: 'Choice',
    value: value(choice),
    pos: part.pos,
  }));
}

function fieldsOf(pieces: readonly Piece[], word: Word, run: Run): Field[] {
  const origin = originOf(run, word);
  const done: Field[] = [];
  let open: Field | undefined;
  for (const piece of pieces) {
    const fields =
      piece.type === 'Choice' ? [one(piece.value)] : separate(expandPart(piece, false, run));
    for (const [index, field] of fields.entries()) {
      if (index > 0 && open !== undefined) done.push(open);
      const joins: boolean = index === 0 && open !== undefined;
      open =
        joins && open !== undefined
          ? { value: concat(open.value, field.value, origin), many: open.many || field.many }
          : field;
    }
  }
  return open === undefined ? done : [...done, open];
}

/** What is not quoted is split into words; what is a list is a word an element. */
function separate({ fields, isQuoted }: Expansion): Field[] {
  if (isQuoted) return [...fields];
  return fields.flatMap(({ value, many }) => split(value).map((part) => ({ value: part, many })));
}

/** All words of an expansion as one, with blanks between. */
function together({ fields, isList }: Expansion, run: Run, part: { pos: number }): Value {
  const origin = originOf(run, part);
  const values = fields.map(({ value }) => value);
  if (values.length === 0) return [text('', origin)];
  const isKnown = values.every((value) => onlyText(value) !== undefined);
  if (!isKnown && isList) return values.reduce(either);
  return values.reduce((all, value) =>
    concat(concat(all, [text(' ', origin)], origin), value, origin),
  );
}

const quoted = (value: Value): Expansion => ({
  fields: [one(value)],
  isList: false,
  isQuoted: true,
});
const plain = (value: Value): Expansion => ({
  fields: [one(value)],
  isList: false,
  isQuoted: false,
});

function expandPart(part: WordPart, isQuoted: boolean, run: Run): Expansion {
  const origin = originOf(run, part);
  switch (part.type) {
    case 'Literal':
    case 'Glob':
      return quoted([text(part.value, origin)]);
    case 'SingleQuoted':
      return quoted([text(part.value, origin.of(part.value, 1))]);
    case 'AnsiCQuoted':
      return quoted([text(part.value, origin.of(part.value, 2))]);
    case 'DoubleQuoted':
    case 'LocaleString':
      return expandQuoted(part, run);
    case 'SimpleExpansion':
      return { ...simpleParameter(part.text.slice(1), origin, run), isQuoted };
    case 'ParameterExpansion':
      return { ...parameter(part, run), isQuoted };
    case 'CommandExpansion':
      return { ...commandOutput(part, run), isQuoted };
    case 'ArithmeticExpansion':
      return plain([doubt('It is computed.', origin)]);
    case 'ProcessSubstitution':
      if (part.script !== undefined) outputOf(part.script, run);
      return plain(GIVEN);
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return plain([text(part.text, origin)]);
  }
}

/** `"$@"` alone is a word an argument; with more in the quotes its first and last join what is around. */
function expandQuoted(
  part: Extract<WordPart, { type: 'DoubleQuoted' | 'LocaleString' }>,
  run: Run,
): Expansion {
  // Once: a command in it is followed by that, and may hold quotes with commands itself.
  const expanded = expandAll(part.parts, run);
  const only = expanded.length === 1 ? expanded[0]?.[1] : undefined;
  return only?.isList === true ? { ...only, isQuoted: true } : quoted(joined(expanded, part, run));
}

/** What `$(...)` prints; each line a word or more. */
function commandOutput({ script, text: written, pos }: CommandExpansionPart, run: Run): Expansion {
  if (script === undefined) {
    return plain([doubt(`'${written}' cannot be read.`, originOf(run, { pos }))]);
  }
  // Backslashes between backticks are resolved before that script is read.
  const decoded =
    script.source === undefined
      ? run
      : { ...run, script: new Script(run.script.file, script.source, originOf(run, { pos })) };
  const output = outputOf(script, decoded);
  const fields = output.map((value) => ({
    value,
    many: value.every(({ kind }) => kind !== 'text'),
  }));
  return { fields, isList: false, isQuoted: false };
}

/** What a script prints that runs in a shell of its own. */
export function outputOf(script: NonNullable<CommandExpansionPart['script']>, run: Run): Value[] {
  const output: Value[] = [];
  run.session.parts.runScript(script, { ...run, state: run.state.fork(), output });
  return output;
}
