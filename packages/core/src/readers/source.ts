import { readFileSync } from 'node:fs';
import { type Position, type Problem, type Range, UserError } from '../errors';

export type { Position, Range } from '../errors';

/** A parsed file that still knows where its values stand. */
export interface SourceDocument {
  /** As the user would type it. */
  readonly file: string;
  /** What stands at a path of keys (indices of lists as numbers); undefined when there is nothing. */
  value(path: KeyPath): unknown;
  /** Where that value begins; undefined when the file does not spell it out. */
  position(path: KeyPath): Position | undefined;
  /** From there to its end, with its quotes. */
  range(path: KeyPath): Range | undefined;
}

export type KeyPath = readonly (string | number)[];

/**
 * The text of a file, without a byte order mark. Raises FILE_UNREADABLE, also for bytes that are no UTF-8.
 * @param file how messages name the file
 */
export function readText(path: string, file: string): string {
  return decodeText(bytesOf(path, file), file);
}

function bytesOf(path: string, file: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(file, [{ file, message: (error as Error).message }]);
  }
}

/** The text of bytes, as `readText`. */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, [{ file, message: 'It is not UTF-8.' }]);
  }
}

/** The error of a file that cannot be read, with what is wrong in it and where. */
export function unreadable(file: string, problems: readonly Problem[]): UserError {
  const hint = `Correct '${file}' and try again.`;
  return new UserError('FILE_UNREADABLE', `'${file}' cannot be read.`, hint, { problems });
}

/** Follows a path of keys through plain data. */
export function lookUp(data: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}
