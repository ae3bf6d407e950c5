import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ManifestEntry, writeFileAtomically } from '@flightline/core/evidence';
import { parseDockerfile } from '@flightline/core/readers/dockerfile';
import type { Setup } from '../../engines/engine';
import type { BaseImage } from './base-images';
import { withMirrors } from './mirrors';
import type { Phases } from './phases';
import type { BuildPlan } from './plan';
import { writtenBy } from './turn';

/** What manifest.json holds: the same for the same artifact. */
export interface Artifact {
  digest: string;
  files: readonly ManifestEntry[];
}

/** Begins the records of a build. What an interrupted one left goes. */
export function openRecords(plan: BuildPlan): void {
  const { paths } = plan;
  for (const old of [paths.staging, paths.metadata, paths.log])
    rmSync(old, { recursive: true, force: true });
  mkdirSync(paths.records, { recursive: true });
  writeFileSync(paths.log, `${writtenBy(process.pid)}\n`);
  if (plan.request.file !== plan.written) writeMirrored(plan);
}

/** The Dockerfile with the names of mirrors, and what it hides, at the place that the request names. */
function writeMirrored({ cwd, written, request, mirrors }: BuildPlan): void {
  const text = readFileSync(join(cwd, written), 'utf8').replace(/^\uFEFF/, '');
  const dockerfile = parseDockerfile(text, written, request.buildArgs);
  writeFileSync(join(cwd, request.file), withMirrors(text, dockerfile, mirrors));
  for (const kind of ['.dockerignore', '.containerignore']) {
    rmSync(join(cwd, request.file + kind), { force: true });
    const ignored = join(cwd, written + kind);
    if (existsSync(ignored)) writeFileSync(join(cwd, request.file + kind), readFileSync(ignored));
  }
}

/** The base images of the last build by this engine whose records stand here; none where there was none. */
export function lastBaseImages({ paths }: BuildPlan, { engine }: Setup): readonly BaseImage[] {
  if (!existsSync(paths.build)) return [];
  try {
    const last = JSON.parse(readFileSync(paths.build, 'utf8')) as {
      engine?: string;
      baseImages?: BaseImage[];
    };
    // Engines know an image by different digests: that of its manifest, or of a list of them.
    return last.engine === engine ? (last.baseImages ?? []) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** manifest.json describes the artifact, build.json this build: engine, times, names of its arguments. */
export function writeRecords(
  { paths, request, bases, written }: BuildPlan,
  setup: Setup,
  artifact: Artifact | undefined,
  baseImages: readonly BaseImage[],
  times: { startedAt: Date; phases: Phases['times'] },
): void {
  const build = {
    schemaVersion: 1,
    startedAt: times.startedAt.toISOString(),
    durationMs: Date.now() - times.startedAt.getTime(),
    phases: times.phases,
    engine: setup.engine,
    setup: setup.title,
    file: written,
    target: request.target,
    buildArgs: Object.keys(request.buildArgs),
    bases: bases.map(({ image, digest }) => ({ image, digest })),
    baseImages,
    ...(artifact === undefined ? {} : { digest: artifact.digest }),
    ...(request.tags.length === 0 ? {} : { image: imageOf(request) }),
  };
  if (artifact !== undefined) writeFileAtomically(paths.manifest, json(artifact));
  writeFileAtomically(paths.build, json(build));
}

const imageOf = ({ tags, labels, platforms, load, push, sourceDate }: BuildPlan['request']) => ({
  ...{ tags, labels, platforms, loaded: load, pushed: push },
  ...(sourceDate === undefined ? {} : { sourceDate }),
});

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
