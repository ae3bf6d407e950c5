import { type Check, type Outcome, fail, pass, skip, unverified } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { type SourceDocument, parseToml } from '@flightline/core/readers/toml';
import { type VersionCarrier, packageCarriers } from './package-versions';

export const versionAlignment: Check = {
  id: 'version-alignment',
  stage: 'source',
  title: 'The version is the same everywhere',
  why: 'A program that reports another version than its package cannot be supported, and cannot be recalled.',
  fix: 'Write the same version into each place, or say it in one and let the others take it from there.',
  run: async ({ files }) => {
    const path = 'pyproject.toml';
    const file = files.name(path);
    if (files.kind(path) === 'missing') return skip(`There is no '${file}'.`);
    const project = await files.read(path, parseToml);
    const declared = declaredVersion(project);
    if (declared === undefined && !isDynamic(project)) return skip(`'${file}' names no version.`);
    const carriers = await packageCarriers(files, projectName(project));
    return judge([...(declared ?? []), ...carriers], file);
  },
};

function projectName(project: SourceDocument): string {
  const name = project.value(['project', 'name']) ?? project.value(['tool', 'poetry', 'name']);
  return typeof name === 'string' ? name : '';
}

/** Where a version can stand: PEP 621, and Poetry before it. */
const STATIC_KEYS = [
  ['project', 'version'],
  ['tool', 'poetry', 'version'],
];

function declaredVersion(project: SourceDocument): VersionCarrier[] | undefined {
  const key = STATIC_KEYS.find((path) => project.value(path) !== undefined);
  if (key === undefined) return undefined;
  const text = project.value(key);
  const value: VersionCarrier['value'] =
    typeof text === 'string'
      ? { kind: 'text', text }
      : { kind: 'unverified', because: 'It is no string.' };
  return [{ place: { file: project.file, ...project.position(key), key: key.join('.') }, value }];
}

/** True when the build back end finds the version, e.g. in the package or in git. */
function isDynamic(project: SourceDocument): boolean {
  const dynamic = project.value(['project', 'dynamic']);
  return Array.isArray(dynamic) && dynamic.includes('version');
}

function judge(carriers: readonly VersionCarrier[], file: string): Outcome {
  const versions = new Set(
    carriers.flatMap(({ value }) => (value.kind === 'text' ? [value.text] : [])),
  );
  if (versions.size > 1) {
    return fail(
      `There are ${versions.size} versions: ${[...versions].map((text) => `'${text}'`).join(', ')}.`,
      `Write the same version into each, or let '${file}' take it from the package (dynamic = ["version"]).`,
      carriers.map(asProblem),
    );
  }
  const open = carriers.filter(({ value }) => value.kind === 'unverified');
  if (open.length > 0) return unverified(open.map(sentence).join(' '));
  if (versions.size === 0) {
    return unverified(`The version of '${file}' is dynamic, and no package says '__version__'.`);
  }
  return pass(`${[...versions].join()} in ${carriers.map(where).join(' and ')}`);
}

const says = ({ value }: VersionCarrier) =>
  value.kind === 'text' ? `It is '${value.text}'.` : value.because;
const where = ({ place: { file, line } }: VersionCarrier) =>
  line === undefined ? file : `${file}:${line}`;
const sentence = (carrier: VersionCarrier) =>
  `${where(carrier)} ${carrier.place.key}: ${says(carrier)}`;
const asProblem = (carrier: VersionCarrier): Problem => ({
  ...carrier.place,
  message: says(carrier),
});
