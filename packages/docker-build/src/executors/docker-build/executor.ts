import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { dockerBuild } from './docker-build';
import { BUILD_DEFAULTS } from './plan';
import type { DockerBuildExecutorSchema } from './schema';

const executor: PromiseExecutor<DockerBuildExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => dockerBuild({ ...BUILD_DEFAULTS, ...options }, task));
export default executor;
