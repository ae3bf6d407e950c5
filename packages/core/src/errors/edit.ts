/** A place in a text, both counted from 1; columns in UTF-16 code units. A byte order mark is no column. */
export interface Position {
  line: number;
  column: number;
}

/** A part of a text, without what stands at `end`. */
export interface Range {
  start: Position;
  end: Position;
}

/** What one replacement mends: the text in `range` becomes `newText`. */
export interface TextEdit {
  /** Relative to the workspace. */
  file: string;
  range: Range;
  /** Its lines end with `\n`; whoever writes it gives them the ends of the file. */
  newText: string;
}
