import type { Reporter } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { ImageContext } from '../../images';

/** What an image source may use, telling what it does as the phase `image` of a box. */
export function imageContext(
  { runner, env, project: { name: scope } }: Pick<Task, 'runner' | 'env' | 'project'>,
  reporter: Reporter,
  signal: AbortSignal,
): ImageContext {
  return {
    runner,
    signal,
    env,
    cacheDir: cacheDir(env),
    onProgress: (progress) =>
      reporter.emit({ type: 'progress', scope, phase: 'image', ...progress }),
    notice: (message) => reporter.emit({ type: 'notice', scope, level: 'warn', message }),
  };
}
