// What changed about a box, as sentences that name the box, the key, the old value and the new one.
import { isDeepStrictEqual } from 'node:util';
import type { Setting } from '@flightline/core/readers/vagrantfile';
import type { Merged, OptionChange } from './merge';
import type { MachineRecord } from './record';

/** Values longer than this are cut: a shell script may be one. */
const WIDTH = 60;

export function tellChanges(
  box: string,
  before: MachineRecord,
  after: MachineRecord,
  { changes }: Pick<Merged, 'changes'>,
): string[] {
  const all: OptionChange[] = [
    { key: 'os', from: before.os, to: after.os },
    ...changes,
    ...settingChanges(before.settings, after.settings),
  ];
  return all
    .filter(({ from, to }) => !isDeepStrictEqual(from, to))
    .map(({ key, from, to }) => `Box '${box}': ${key} ${show(from)} becomes ${show(to)}.`);
}

export function tellKept(
  box: string,
  vagrantfile: string,
  { kept }: Pick<Merged, 'kept'>,
): string[] {
  return kept.map(
    ({ key, from, to }) =>
      `Box '${box}': ${key} stays ${show(from)}, which was written by hand; ${vagrantfile} says ${show(to)}.`,
  );
}

function settingChanges(before: readonly Setting[], after: readonly Setting[]): OptionChange[] {
  const paths = new Set([...before, ...after].map(({ path }) => path));
  return [...paths].map((key) => ({ key, from: said(before, key), to: said(after, key) }));
}

function said(settings: readonly Setting[], wanted: string): unknown {
  const values = settings.filter(({ path }) => path === wanted).map((setting) => setting.values);
  return values.length < 2 ? values[0] : values;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}...` : text;
}
