import type { ProjectFiles } from '@flightline/core/files';
import { type Instruction, type Pair, parseDockerfile } from '@flightline/core/readers/dockerfile';
import type { VersionCarrier } from './carrier';
import { importName } from './python';

/** Labels that say the version of what is in the image: OCI's, label-schema's before it, and a custom. */
const LABELS = ['org.opencontainers.image.version', 'org.label-schema.version', 'version'];

/** Arguments that do, but for the one that begins with the project's name. */
const ARGUMENTS = [
  'VERSION',
  'APP_VERSION',
  'PROJECT_VERSION',
  'PACKAGE_VERSION',
  'RELEASE_VERSION',
];

/** The labels and the defaults of arguments by which a Dockerfile says the version of the project. */
export async function dockerfileCarriers(
  files: ProjectFiles,
  path: string,
  project: string,
): Promise<VersionCarrier[]> {
  if (files.kind(path) === 'missing') return [];
  const { file, globals, stages } = await files.read(path, parsed);
  const own = `${importName(project).toUpperCase()}_VERSION`;
  const instructions = [...globals, ...stages.flatMap((stage) => stage.instructions)];
  return instructions.flatMap(({ keyword, pairs }) => {
    const names = NAMES[keyword]?.(own) ?? [];
    return pairs
      .filter(({ name }) => names.includes(name))
      .flatMap((pair) => carrierOf(file, keyword, pair));
  });
}

/** The store of files remembers a parser by its identity, and knows two arguments. */
const parsed = (text: string, file: string) => parseDockerfile(text, file);

const NAMES: Readonly<Record<Instruction['keyword'], (own: string) => readonly string[]>> = {
  LABEL: () => LABELS,
  ARG: (own) => [...ARGUMENTS, own],
};

/** What other variables make up is said where they stand; an argument without a default says nothing. */
function carrierOf(file: string, keyword: string, { name, raw, value }: Pair): VersionCarrier[] {
  if (raw === undefined || value === undefined || raw.text.includes('$')) return [];
  const { line, column, text } = raw;
  const range = { start: { line, column }, end: { line, column: column + text.length } };
  const place = { file, line, column, key: `${keyword} ${name}` };
  return [{ place, value: { kind: 'text', text: value.text }, range }];
}
