import type { Base, Stage } from '@flightline/core/readers/dockerfile';
import { type Build, type DockerfileRule, type Flaw, flaw } from './rule';

export const bases: DockerfileRule = {
  id: 'dockerfile-bases',
  title: 'Every image that the build takes is of a fixed version',
  why: 'A base that moves by itself makes tomorrow another artifact of the same sources, and nobody can say why a box fails.',
  because: 'The build takes images that change by themselves.',
  fix: 'Name a version in the tag, or better the digest: FROM image:1.2.3@sha256:...',
  look: (build) => build.dockerfile.stages.flatMap((stage) => movingBases(stage, build)),
};

/** Tags that are given to ever new images by custom. */
const MOVING_TAGS: readonly string[] = [
  ...['canary', 'current', 'dev', 'develop', 'edge', 'head', 'latest', 'lts', 'main', 'mainline'],
  ...['master', 'next', 'nightly', 'release', 'rolling', 'stable', 'testing', 'unstable'],
];

function movingBases(stage: Stage, build: Build): Flaw[] {
  const taken = [
    { base: stage.base, place: stage.from },
    ...stage.sources.map(({ base, instruction }) => ({ base, place: instruction })),
  ];
  return taken.flatMap(({ base, place }) =>
    complaintsAbout(base).map((message) => flaw(build, place, message)),
  );
}

function complaintsAbout(base: Base): string[] {
  if (base.kind !== 'image') return [];
  const { image } = base;
  const { tag, digest } = partsOf(image);
  if (digest !== undefined) return [];
  if (tag === undefined) return [`'${image}' has no tag, which means 'latest'.`];
  return MOVING_TAGS.includes(tag.toLowerCase())
    ? [`'${tag}' of '${image}' is whatever was published last.`]
    : [];
}

/** `registry:5000/name:tag@sha256:...` by its parts. */
export function partsOf(image: string): {
  name: string;
  tag: string | undefined;
  digest: string | undefined;
} {
  const [reference = '', digest] = image.split('@');
  const [, name = reference, tag] = /^(.*?)(?::([^:/]*))?$/s.exec(reference) ?? [];
  return { name, tag, digest };
}
