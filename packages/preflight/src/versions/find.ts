import { FlightlineError, type Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import type { VersionCarrier } from './carrier';
import { changelogCarriers } from './changelog';
import { dockerfileCarriers } from './dockerfile';
import { type CarrierPath, documentCarrier, packageJsonCarriers } from './documents';
import { isPlaceholder } from './placeholder';
import { type DeclaredVersion, declaredVersion } from './pyproject';
import { packageCarriers } from './python';

export interface VersionSettings {
  carriers: readonly CarrierPath[];
  dockerfile: string;
  changelog: string;
  placeholders: readonly string[];
}

export interface Found {
  /** Each once; what comes first is what the others are measured by. */
  carriers: readonly VersionCarrier[];
  /** What takes the version from git. */
  derived: string | undefined;
  /** Files that may carry a version and cannot be read. */
  unreadable: readonly Problem[];
}

/** Everything of a release project that says its version, found by parsing. */
export async function findCarriers(files: ProjectFiles, settings: VersionSettings): Promise<Found> {
  const unreadable: Problem[] = [];
  const tried = async <T>(look: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await look;
    } catch (error) {
      if (!(error instanceof FlightlineError)) throw error;
      unreadable.push(...error.problems);
      return otherwise;
    }
  };
  const nothing: DeclaredVersion = { name: '', carriers: [] };
  const declared = await tried(declaredVersion(files), nothing);
  const { name, derived } = declared;
  const inPackages = await tried<readonly VersionCarrier[]>(packageCarriers(files, name), []);
  const carriers = [...declared.carriers, ...inPackages];
  const unsaid = carriers.length === 0 && derived === undefined ? declared.dynamic : undefined;
  const others = [
    packageJsonCarriers(files),
    dockerfileCarriers(files, settings.dockerfile, name),
    ...settings.carriers.map(async (one) => [await documentCarrier(files, one)]),
    changelogCarriers(files, settings.changelog),
  ];
  const found = await Promise.all(others.map((look) => tried<readonly VersionCarrier[]>(look, [])));
  return {
    carriers: onceEach([...carriers, ...nobody(unsaid), ...found.flat()]),
    ...{ derived, unreadable },
  };
}

/** The version that a release would have, or why no file says it. What contradicts it is the matter of others. */
export async function releaseVersion(
  files: ProjectFiles,
): Promise<{ version: string; because?: never } | { version?: never; because: string }> {
  const { name, carriers, derived } = await declaredVersion(files);
  const all = [
    ...carriers,
    ...(await packageCarriers(files, name)),
    ...(await packageJsonCarriers(files)),
  ];
  const version = all
    .flatMap(({ value }) => (value.kind === 'text' ? [value.text] : []))
    .find((text) => !isPlaceholder(text, []));
  if (version !== undefined) return { version };
  const because =
    derived === undefined
      ? 'Nothing here says a version.'
      : `The tag says the version: '${derived}' takes it from git.`;
  return { because };
}

function nobody(place: VersionCarrier['place'] | undefined): VersionCarrier[] {
  const because = 'The version is dynamic, and no package says it.';
  return place === undefined ? [] : [{ place, value: { kind: 'unverified', because } }];
}

/** A version that pyproject.toml takes from the package is found there, too. */
function onceEach(carriers: readonly VersionCarrier[]): VersionCarrier[] {
  const places = new Map(
    carriers.map((carrier) => {
      const { file, line, column, key } = carrier.place;
      return [JSON.stringify([file, line, column, line === undefined ? key : '']), carrier];
    }),
  );
  return [...places.values()];
}
