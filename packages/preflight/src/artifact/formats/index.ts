import { COMPRESSED } from './compressed';
import type { Format, TrailingFormat } from './format';
import { pyinstaller } from './pyinstaller';
import { tar } from './tar';
import { zip } from './zip';

export type { Members } from './format';

/** Archives that are looked into. A new one: one file and one line here. */
export const FORMATS: readonly Format[] = [tar, ...COMPRESSED];
export const TRAILING_FORMATS: readonly TrailingFormat[] = [zip, pyinstaller];

/** Archives that may hold programs and are not looked into, by their first bytes. */
export const CLOSED: readonly (readonly [name: string, at: number, magic: string])[] = [
  ['AppImages', 8, 'AI\x02'],
  ['Debian packages', 0, '!<arch>\ndebian-binary'],
  ['RPM packages', 0, '\xed\xab\xee\xdb'],
  ['Files of bzip2', 0, 'BZh'],
  ['Archives of 7z', 0, '7z\xbc\xaf\x27\x1c'],
  ['Images of squashfs', 0, 'hsqs'],
];
