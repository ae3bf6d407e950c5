import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type ManifestEntry, writeFileAtomically } from '@flightline/core/evidence';
import type { Setup } from '../../engines/engine';
import type { Phases } from './phases';
import type { BuildPlan } from './plan';

/** What manifest.json holds: the same for the same artifact. */
export interface Artifact {
  digest: string;
  files: readonly ManifestEntry[];
}

/** Begins the records of a build. What an interrupted one left goes. */
export function openRecords({ paths }: BuildPlan): void {
  rmSync(paths.staging, { recursive: true, force: true });
  mkdirSync(paths.records, { recursive: true });
  writeFileSync(paths.log, '');
}

/** manifest.json describes the artifact, build.json this build: engine, times, names of its arguments. */
export function writeRecords(
  { paths, request, bases }: BuildPlan,
  setup: Setup,
  artifact: Artifact | undefined,
  times: { startedAt: Date; phases: Phases['times'] },
): void {
  const metadata = {
    schemaVersion: 1,
    startedAt: times.startedAt.toISOString(),
    durationMs: Date.now() - times.startedAt.getTime(),
    phases: times.phases,
    engine: setup.engine,
    setup: setup.title,
    file: request.file,
    target: request.target,
    buildArgs: Object.keys(request.buildArgs),
    bases: bases.map(({ image, digest }) => ({ image, digest })),
    ...(artifact === undefined ? {} : { digest: artifact.digest }),
    ...(request.tags.length === 0 ? {} : { image: imageOf(request) }),
  };
  if (artifact !== undefined) writeFileAtomically(paths.manifest, json(artifact));
  writeFileAtomically(paths.metadata, json(metadata));
}

const imageOf = ({ tags, labels, platforms, load, push, sourceDate }: BuildPlan['request']) => ({
  ...{ tags, labels, platforms, loaded: load, pushed: push },
  ...(sourceDate === undefined ? {} : { sourceDate }),
});

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
