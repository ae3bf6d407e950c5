import type { Problem, Range, TextEdit } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import type { SourceDocument } from '@flightline/core/readers/yaml';

/** Something that says a version, and where it stands. */
export interface VersionCarrier {
  place: Pick<Problem, 'line' | 'column'> & { file: string; key: string };
  /** `missing`: it was named as a carrier and says nothing. */
  value:
    | { kind: 'text'; text: string }
    | { kind: 'missing'; because: string }
    | { kind: 'unverified'; because: string };
  /** Where the version is spelled out; undefined where no edit would do. */
  range?: Range | undefined;
}

type CarrierValue = VersionCarrier['value'];

const NO_STRING: CarrierValue = { kind: 'unverified', because: 'It is no string.' };

/** What stands at a path of keys. */
export function carrierAt(
  document: SourceDocument,
  path: readonly (string | number)[],
): VersionCarrier {
  const text = document.value(path);
  const value: CarrierValue = typeof text === 'string' ? { kind: 'text', text } : NO_STRING;
  return {
    place: { file: document.file, ...document.position(path), key: path.join('.') },
    value,
    range: document.range(path),
  };
}

/** A carrier that is a part of a text. */
export function carrierInText(
  { file, text, key }: { file: string; text: string; key: string },
  { start, version }: { start: number; version: string },
): VersionCarrier {
  const before = text.slice(0, start).split('\n');
  const position = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  const end = { line: position.line, column: position.column + version.length };
  return {
    place: { file, ...position, key },
    value: { kind: 'text', text: version },
    range: { start: position, end },
  };
}

/** The edit that makes a carrier say another version; undefined where it does not spell out its own in one piece. */
export function editTo(
  version: string,
  { place: { file }, value, range }: VersionCarrier,
  files: ProjectFiles,
): readonly TextEdit[] | undefined {
  if (value.kind !== 'text' || range === undefined || range.start.line !== range.end.line) {
    return undefined;
  }
  const line = files.text(files.path(file)).split('\n')[range.start.line - 1] ?? '';
  const spelled = line.slice(range.start.column - 1, range.end.column - 1);
  const [before, after, ...more] = spelled.split(value.text);
  if (value.text === '' || after === undefined || more.length > 0) return undefined;
  return [{ file, range, newText: `${before ?? ''}${version}${after}` }];
}
