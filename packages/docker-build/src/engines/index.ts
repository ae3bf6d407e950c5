import { buildah } from './buildah';
import { docker } from './docker';
import type { Engine } from './engine';
import { podman } from './podman';

/** In order of preference: what needs no daemon first. New engine: one file, one line here. */
export const ENGINES: readonly Engine[] = [buildah, podman, docker];
