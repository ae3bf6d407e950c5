import type { ProjectFiles } from '@flightline/core/files';
import { parseToml } from '@flightline/core/readers/toml';
import { parseYaml } from '@flightline/core/readers/yaml';
import { type VersionCarrier, carrierAt } from './carrier';

/** A place that the settings name. */
export interface CarrierPath {
  /** YAML, JSON or TOML. */
  file: string;
  /** Keys with dots between them; keys and indices as a list where a key has a dot. */
  key: string | readonly (string | number)[];
}

export async function documentCarrier(
  files: ProjectFiles,
  { file, key }: CarrierPath,
): Promise<VersionCarrier> {
  const path = typeof key === 'string' ? key.split('.').map(asIndex) : key;
  const place = { file: files.name(file), key: path.join('.') };
  if (files.kind(file) === 'missing') {
    return { place, value: { kind: 'missing', because: 'There is no such file.' } };
  }
  const document = await files.read<Parsed>(file, file.endsWith('.toml') ? parseToml : parseYaml);
  return document.value(path) === undefined
    ? { place, value: { kind: 'missing', because: 'There is no such key.' } }
    : carrierAt(document, path);
}

type Parsed = ReturnType<typeof parseYaml>;

const asIndex = (word: string): string | number => (/^\d+$/.test(word) ? Number(word) : word);

/** package.json of the project itself, unless it is private: then its version is nobody's. */
export async function packageJsonCarriers(files: ProjectFiles): Promise<VersionCarrier[]> {
  const file = 'package.json';
  if (files.kind(file) === 'missing') return [];
  const document = await files.read(file, parseYaml);
  const isCarrier =
    document.value(['version']) !== undefined && document.value(['private']) !== true;
  return isCarrier ? [carrierAt(document, ['version'])] : [];
}
