// What is known of one machine, from everything that was recorded for it.
import { hasRoot, showRoot } from '../paths';
import type { ProviderSettings, Setting, Unknown, VagrantMachine } from '../model';
import { doubtsIn, plain } from '../show';
import { List, Sym, Text, type Unsure, type Value, doubtOf } from '../values';
import type { Recorded } from './config';
import { asNumber, sizesIn } from './memory';

/** What was recorded for one provider. */
export interface RecordedProvider {
  readonly name: string;
  readonly own: readonly Recorded[];
  readonly override: readonly Recorded[];
}

export interface Draft {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly autostart: boolean;
  readonly primary: boolean;
  readonly common: readonly Recorded[];
  readonly providers: readonly RecordedProvider[];
  readonly unknown: readonly Unsure[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Fields = Partial<
  Writable<Pick<VagrantMachine, 'box' | 'boxVersion' | 'hostname' | 'communicator' | 'guest'>>
> & { boxUrls?: readonly string[] };

const TEXT_FIELDS: readonly (readonly [path: string, field: Exclude<keyof Fields, 'boxUrls'>])[] = [
  ['vm.box', 'box'],
  ['vm.box_version', 'boxVersion'],
  ['vm.hostname', 'hostname'],
  ['vm.host_name', 'hostname'],
  ['vm.communicator', 'communicator'],
  ['vm.guest', 'guest'],
];

const asText = (value: Value): string | undefined => {
  if (doubtOf(value) !== undefined) return undefined;
  const shown =
    value instanceof Text
      ? value.value
      : value instanceof Sym
        ? value.name
        : typeof value === 'number'
          ? String(value)
          : undefined;
  return shown === undefined || hasRoot(shown) ? undefined : shown;
};

/** An assignment that was followed by another one does not hold. */
function holding(settings: readonly Recorded[]): Recorded[] {
  return settings.filter(
    (one, at) =>
      !one.assigns ||
      !settings
        .slice(at + 1)
        .some((later) => later.assigns && later.path === one.path && later.doubt === undefined),
  );
}

function fieldsOf(settings: readonly Recorded[]): Fields {
  const fields: Fields = {};
  for (const [path, field] of TEXT_FIELDS) {
    const set = settings.filter((one) => one.assigns && one.path === path);
    if (set.some(({ doubt }) => doubt !== undefined)) continue;
    const value = asText(set.at(-1)?.values[0] ?? null);
    if (value !== undefined) fields[field] = value;
  }
  const urls = settings.findLast(({ path, assigns }) => assigns && path === 'vm.box_url');
  if (urls !== undefined && urls.doubt === undefined)
    fields.boxUrls = urlsIn(urls.values[0] ?? null);
  return fields;
}

const urlsIn = (value: Value): readonly string[] =>
  (value instanceof List && doubtOf(value) === undefined ? value.items : [value]).flatMap(
    (one) => asText(one) ?? [],
  );

function providerOf({ own, override }: RecordedProvider): ProviderSettings {
  const sizes: { memory?: number; cpus?: number } = {};
  for (const one of own) {
    for (const [size, value] of sizesIn(one)) {
      const known = one.doubt === undefined ? asNumber(value) : undefined;
      if (known === undefined) Reflect.deleteProperty(sizes, size);
      else sizes[size] = known;
    }
  }
  const { box, boxVersion, boxUrls } = fieldsOf(holding(override));
  return {
    ...sizes,
    ...(box === undefined ? {} : { box }),
    ...(boxVersion === undefined ? {} : { boxVersion }),
    ...(boxUrls === undefined ? {} : { boxUrls }),
  };
}

/** A setting as it is shown: what perhaps is not set, or is not known, as its source. */
function toSetting(prefix: string, { path, values, doubt }: Recorded): Setting {
  const shown = values.map((one) => rootless(plain(one)));
  const perhaps =
    doubt === undefined ? shown : [{ ruby: `${JSON.stringify(shown)} if ${doubt.source}` }];
  return { path: `${prefix}${path}`, values: perhaps };
}

function rootless(data: unknown): unknown {
  if (typeof data === 'string') return showRoot(data);
  if (Array.isArray(data)) return data.map(rootless);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, rootless(value)]));
}

const FOLDER_HINT = 'Write the value itself, or give it in the box project.';
const NAMED: readonly string[] = [...TEXT_FIELDS.map(([path]) => path), 'vm.box_url'];

/** What cannot be known of one setting. */
function unknownIn(
  prefix: string,
  { path, values, doubt }: Recorded,
  place: { file: string; line: number },
): Unknown[] {
  const doubts = doubt === undefined ? values.flatMap((one) => doubtsIn(one)) : [doubt];
  const found = doubts.map((one) => toUnknown(one, `${prefix}${path}`));
  const [first = null] = values;
  if (
    !NAMED.includes(path) ||
    found.length > 0 ||
    !(first instanceof Text) ||
    !hasRoot(first.value)
  )
    return found;
  return [
    {
      ...place,
      key: `${prefix}${path}`,
      message: 'It depends on where the folder of the Vagrantfile lies.',
      hint: FOLDER_HINT,
    },
  ];
}

/** A value that is not known, as a problem for the user. */
export const toUnknown = ({ file, line, message, hint }: Unsure, key?: string): Unknown => ({
  file,
  line,
  ...(key === undefined ? {} : { key }),
  message: showRoot(message),
  hint: showRoot(hint),
});

const sectionsOf = ({
  common,
  providers,
}: Draft): (readonly [prefix: string, settings: readonly Recorded[]])[] => [
  ['', holding(common)],
  ...providers.flatMap(({ name, own, override }): [string, Recorded[]][] => [
    [`provider.${name}.`, holding(own)],
    [`provider.${name}.override.`, holding(override)],
  ]),
];

const once = (unknown: readonly Unknown[]): Unknown[] => [
  ...new Map(unknown.map((one) => [JSON.stringify(one), one])).values(),
];

/** The machine of a draft. */
export function toMachine(draft: Draft): VagrantMachine {
  const { name, file, line, autostart, primary, providers } = draft;
  const sections = sectionsOf(draft);
  const { boxUrls = [], ...fields } = fieldsOf(holding(draft.common));
  return {
    name,
    file,
    line,
    ...fields,
    boxUrls,
    autostart,
    primary,
    providers: Object.fromEntries(providers.map((one) => [one.name, providerOf(one)])),
    settings: sections.flatMap(([prefix, settings]) =>
      settings.map((one) => toSetting(prefix, one)),
    ),
    unknown: once([
      ...draft.unknown.map((one) => toUnknown(one)),
      ...sections.flatMap(([prefix, settings]) =>
        settings.flatMap((one) => unknownIn(prefix, one, draft)),
      ),
    ]),
  };
}
