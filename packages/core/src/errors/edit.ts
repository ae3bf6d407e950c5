/** A place in a text, both counted from 1; columns in UTF-16 code units. A byte order mark is no column. */
export interface Position {
  line: number;
  column: number;
}

/** What one replacement mends: the text from `start` up to, and without, `end` becomes `newText`. */
export interface TextEdit {
  /** Relative to the workspace. */
  file: string;
  range: { start: Position; end: Position };
  /** Its lines end with `\n`; whoever writes it gives them the ends of the file. */
  newText: string;
}
