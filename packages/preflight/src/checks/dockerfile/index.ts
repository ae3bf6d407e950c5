import type { Check } from '@flightline/core/check';
import { bases } from './bases';
import { context } from './context';
import { dockerfileCheck } from './dockerfile-check';
import type { DockerfileRule } from './rule';
import { secrets } from './secrets';
import { single } from './single';
import { stages } from './stages';
import { user } from './user';
import { uv } from './uv';

/** Questions about the Dockerfile alone. */
const RULES: readonly DockerfileRule[] = [stages, bases, uv, user, secrets];

export const DOCKERFILE_CHECKS: readonly Check[] = [single, ...RULES.map(dockerfileCheck), context];
