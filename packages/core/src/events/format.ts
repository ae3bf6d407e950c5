import { stripVTControlCharacters } from 'node:util';

/** `850 ms`, `4.2 s`, `1 min 05 s`, `2 h 03 min`, from ms. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const largest = UNITS.length - 1;
  let power = Math.min(largest, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  // What would be rounded to a full 1024 is one of the next unit.
  if (power > 0 && power < largest && bytes / 1024 ** power >= 1023.95) power += 1;
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}

/** Rows as columns of equal width, two blanks apart; the last column is not padded. Cells may be painted. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => visibleWidth(row[i] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - visibleWidth(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
}

function visibleWidth(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
