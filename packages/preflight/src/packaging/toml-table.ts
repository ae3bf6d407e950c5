import type { KeyPath } from '@flightline/core/readers/source';
import { unreadable } from '@flightline/core/readers/source';
import type { SourceDocument } from '@flightline/core/readers/toml';

type Key = string | number;

/** A table of a TOML file, whose values have to be of the type they are asked for. All but `value` raise FILE_UNREADABLE. */
export class TomlTable {
  constructor(
    readonly document: SourceDocument,
    private readonly path: KeyPath,
  ) {}

  value(...keys: Key[]): unknown {
    return this.document.value([...this.path, ...keys]);
  }

  below(...keys: Key[]): TomlTable {
    return new TomlTable(this.document, [...this.path, ...keys]);
  }

  /** Of a value, or of the nearest table around it that the file spells out. */
  place(...keys: Key[]): { file: string; line?: number; column?: number } {
    const whole = [...this.path, ...keys];
    const ways = whole.map((_, index) => whole.slice(0, whole.length - index));
    const position = ways
      .map((way) => this.document.position(way))
      .find((one) => one !== undefined);
    return { file: this.document.file, ...position };
  }

  flag(key: string): boolean | undefined {
    return this.typed([key], 'true or false', (value) => typeof value === 'boolean');
  }

  strings(...keys: Key[]): readonly string[] | undefined {
    return this.typed(keys, 'a list of strings', isStrings);
  }

  /** A table of strings; empty where there is none. */
  texts(key: string): Readonly<Record<string, string>> {
    return this.typed([key], 'a table of strings', isTexts) ?? {};
  }

  /** A table of lists of strings; empty where there is none. */
  lists(key: string): Readonly<Record<string, readonly string[]>> {
    return this.typed([key], 'a table of lists of strings', isLists) ?? {};
  }

  private typed<T>(keys: Key[], what: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.value(...keys);
    if (value === undefined || is(value)) return value;
    const key = [...this.path, ...keys].join('.');
    throw unreadable(this.document.file, [
      { ...this.place(...keys), key, message: `It is not ${what}.` },
    ]);
  }
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isTable(value) && Object.values(value).every((one) => typeof one === 'string');
const isLists = (value: unknown): value is Readonly<Record<string, readonly string[]>> =>
  isTable(value) && Object.values(value).every(isStrings);
