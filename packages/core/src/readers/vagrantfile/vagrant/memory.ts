// Memory and processors, in the words of each provider.
import type { Recorded } from './config';
import { List, Sym, Text, type Value } from '../values';
import { plain } from '../show';

interface Sizes {
  memory?: number;
  cpus?: number;
}

type Size = keyof Sizes;
type Found = readonly [size: Size, value: Value];

/** Assignments, by their name in any provider. */
const ASSIGNED: Readonly<Record<string, Size | undefined>> = {
  memory: 'memory',
  maxmemory: 'memory',
  cpus: 'cpus',
  cpu: 'cpus',
};

/** Words of the commands that `customize` hands to VirtualBox and Parallels. */
const WORDS: Readonly<Record<string, Size | undefined>> = {
  '--memory': 'memory',
  '--memsize': 'memory',
  '--cpus': 'cpus',
};

/** Keys of a VMware configuration. */
const VMX: Readonly<Record<string, Size | undefined>> = { memsize: 'memory', numvcpus: 'cpus' };

const word = (value: Value | undefined): string =>
  value instanceof Text ? value.value : value instanceof Sym ? value.name : '';

const COMMANDS: readonly string[] = ['modifyvm', 'set'];

function customized(values: readonly Value[]): Found[] {
  const command = values.find((one) => one instanceof List);
  const items = command instanceof List ? command.items : values;
  if (!COMMANDS.includes(word(items[0]))) return [];
  return pairs(items.map((item, at) => [WORDS[word(item)], items[at + 1] ?? null]));
}

const pairs = (all: readonly (readonly [Size | undefined, Value])[]): Found[] =>
  all.flatMap(([size, value]) => (size === undefined ? [] : [[size, value] as const]));

const CALLED: Readonly<Record<string, ((values: readonly Value[]) => Found[]) | undefined>> = {
  customize: customized,
  vmx: ([key, value = null]) => pairs([[VMX[word(key)], value]]),
};

/** Which sizes one setting of a provider sets. */
export function sizesIn({ path, values, assigns }: Recorded): Found[] {
  if (assigns) return pairs([[ASSIGNED[path], values[0] ?? null]]);
  return CALLED[path]?.(values) ?? [];
}

const UNITS: Readonly<Record<string, number>> = { '': 1, m: 1, g: 1024, k: 1 / 1024 };

/** MiB, or a count; undefined for what is no number. */
export function asNumber(value: Value): number | undefined {
  const shown = plain(value);
  const [, digits, unit = ''] =
    /^\s*(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?\s*$/i.exec(
      typeof shown === 'string' || typeof shown === 'number' ? String(shown) : '',
    ) ?? [];
  return digits === undefined
    ? undefined
    : Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? 1));
}
