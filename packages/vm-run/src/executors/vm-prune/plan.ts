import { formatBytes, formatDuration } from '@flightline/core/events';
import type { StoreEntry } from '../../images';

/** What is to become of one thing in the store, and why, as a sentence. */
export interface Fate {
  entry: StoreEntry;
  remove: boolean;
  because: string;
}

/** What decides besides the store itself. */
export interface Circumstances {
  /** Bytes. */
  maxSize?: number | undefined;
  /** In ms. */
  olderThan?: number | undefined;
  now: Date;
  /** Version of the recipe that this version of Flightline builds with. */
  builder: string;
  /** Machines that run: what was used since they began may be theirs. */
  machines: readonly { box: string; since: Date }[];
}

const DAY_MS = 86_400_000;
/** A download that broke is resumed within this time. */
const RESUME_MS = DAY_MS;
/** Another workspace may still have the older version. */
const OLD_BUILD_MS = 7 * DAY_MS;

/** Decides for everything in the store; what was not used for the longest time comes first. */
export function planPrune(entries: readonly StoreEntry[], given: Circumstances): Fate[] {
  const oldestFirst = [...entries].sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime());
  const fates = oldestFirst.map((entry) => ({ entry, ...judge(entry, given) }));
  const { maxSize } = given;
  if (maxSize === undefined) return fates;
  let left = sum(fates.filter(({ remove }) => !remove));
  return fates.map((fate) => {
    if (fate.remove || fate.held || left <= maxSize) return fate;
    left -= fate.entry.bytes;
    return { ...fate, remove: true, because: `The store is larger than ${formatBytes(maxSize)}.` };
  });
}

function judge(entry: StoreEntry, given: Circumstances) {
  const { kind, usedAt, builder, inUse } = entry;
  const { now, olderThan = Infinity, machines } = given;
  const idleMs = now.getTime() - usedAt.getTime();
  const idle = `It was not used for ${formatDuration(idleMs)}`;
  const machine = machines.find(({ since }) => since <= usedAt);
  type Line = readonly [holds: boolean, fate: 'held' | 'keep' | 'remove', because: string];
  // The first that holds decides.
  const lines: readonly Line[] = [
    [inUse !== undefined, 'held', inUse ?? ''],
    [kind === 'leftover', 'remove', 'A process that was killed left it.'],
    [kind === 'download' && idleMs > RESUME_MS, 'remove', 'Nobody has gone on with it for a day.'],
    [kind === 'download', 'held', 'The next run goes on with it.'],
    [
      machine !== undefined,
      'held',
      `The machine of '${machine?.box ?? ''}' may stand on it, which runs since before its last use.`,
    ],
    [
      builder !== undefined && builder !== given.builder && idleMs > OLD_BUILD_MS,
      'remove',
      `${idle}, and it is of an older recipe.`,
    ],
    [idleMs > olderThan, 'remove', `${idle}.`],
  ];
  const [, fate, because] = lines.find(([holds]) => holds) ?? [true, 'keep', `${idle}.`];
  return { remove: fate === 'remove', held: fate === 'held', because };
}

/** Bytes of all of them. */
export function sum(fates: readonly Fate[]): number {
  return fates.reduce((total, { entry }) => total + entry.bytes, 0);
}

const UNITS = ['K', 'M', 'G', 'T'];

/** Bytes of e.g. `20GB` or `512MiB`. */
export function parseSize(text: string): number {
  const [, count = '', unit = '', binary] = /^([\d.]+) ?([KMGT])(i?)B$/.exec(text) ?? [];
  return Number(count) * (binary === 'i' ? 1024 : 1000) ** (UNITS.indexOf(unit) + 1);
}

const PERIODS: Readonly<Record<string, number>> = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS };

/** Milliseconds of e.g. `12h`, `30d` or `2w`. */
export function parsePeriod(text: string): number {
  return Number.parseInt(text, 10) * (PERIODS[text.at(-1) ?? ''] ?? Number.NaN);
}
