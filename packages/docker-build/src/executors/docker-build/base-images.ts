// A tag is a name that others may give to another image. Nx cannot know, so the build that runs next tells.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@flightline/core/errors';
import type { Runner } from '@flightline/core/process';
import { imagesOf, parseDockerfile, stageOf } from '@flightline/core/readers/dockerfile';
import type { Setup } from '../../engines/engine';
import type { BuildPlan } from './plan';

/** An image that a build started from, and the digest that its engine knew it by. */
export interface BaseImage {
  image: string;
  digest: string;
}

interface Looking {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** What the build printed. */
  readonly log: string;
}

/** What a build takes from elsewhere; nothing of a Dockerfile that only its engine understands. */
export function foreignImages({ cwd, request, bases }: BuildPlan): string[] {
  const { file, buildArgs, target } = request;
  try {
    const text = readFileSync(join(cwd, file), 'utf8');
    const stage = stageOf(parseDockerfile(text, file, buildArgs), target);
    const own = bases.map(({ image }) => image);
    return stage === undefined ? [] : imagesOf(stage).filter((image) => !own.includes(image));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

const DIGEST = /sha256:[0-9a-f]{64}/;

/** The digests of images after a build; those that the engine does not tell are left out. */
export async function readBaseImages(
  images: readonly string[],
  setup: Pick<Setup, 'readDigest'>,
  looking: Looking,
): Promise<BaseImage[]> {
  const found: BaseImage[] = [];
  for (const image of images.filter((name) => !DIGEST.test(name))) {
    const digest = (await inStore(image, setup, looking)) ?? inLog(image, looking);
    if (digest !== undefined) found.push({ image, digest });
  }
  return found;
}

async function inStore(
  image: string,
  setup: Pick<Setup, 'readDigest'>,
  { runner, signal, cwd }: Looking,
): Promise<string | undefined> {
  const { argv, env } = setup.readDigest(image);
  const { stdout } = await runner.run(argv, { signal, cwd, ...(env && { env }) });
  return DIGEST.exec(stdout)?.[0];
}

/** BuildKit keeps base images to itself, and says which it took: `FROM docker.io/library/x:1@sha256:...`. */
function inLog(image: string, { log }: Looking): string | undefined {
  const taken = readFileSync(log, 'utf8').matchAll(/\bFROM (\S+)@(sha256:[0-9a-f]{64})\b/g);
  return [...taken].find(([, name = '']) => name === image || name.endsWith(`/${image}`))?.[2];
}

/** Images that now are others than before, in whole sentences. */
export function tellMoved(before: readonly BaseImage[], now: readonly BaseImage[]): string[] {
  return now.flatMap(({ image, digest }) => {
    const old = before.find((one) => one.image === image)?.digest;
    return old === undefined || old === digest
      ? []
      : [
          `The base image '${image}' is another one than in the last build: ${old} before, ${digest} now.`,
        ];
  });
}
