import { join, relative } from 'node:path';
import { type Task, inRelease } from '@flightline/core/executor';
import { completeBox } from '@flightline/core/model';
import { type ImageRequest, LOCK_FILE, type LockFile, lockImage } from '../../images';
import { boxOf } from '../session/box-of';
import { imageContext } from '../session/image-context';

/**
 * Makes the image of a box and records it. True when that is done; raises what `lockImage` raises, and
 * OPTIONS_INVALID when the project is no box of a release.
 */
export async function vmImage(task: Task): Promise<boolean> {
  const request = requestOf(task);
  const { name: scope } = task.project;
  const startedAt = performance.now();
  const phase = 'image';
  task.reporter.emit({ type: 'phase-started', scope, phase, detail: request.uri });
  let ok = false;
  try {
    const lock = await lockImage(request, imageContext(task, task.reporter, task.signal));
    ok = true;
    const path = relative(task.workspaceRoot, join(request.boxRoot, LOCK_FILE));
    task.reporter.emit({ type: 'report', scope, lines: describe(lock, path), data: lock });
  } catch (error) {
    if (!task.signal.aborted) throw error;
    const message = 'Interrupted; nothing was recorded.';
    task.reporter.emit({ type: 'notice', scope, level: 'warn', message });
  } finally {
    const durationMs = Math.round(performance.now() - startedAt);
    task.reporter.emit({ type: 'phase-ended', scope, phase, ok, durationMs });
  }
  return ok;
}

function requestOf(task: Task): ImageRequest {
  const { name, root } = task.project;
  const { definition, release } = boxOf(task);
  const { image, packages } = completeBox(definition);
  return {
    uri: image,
    packages,
    releaseRoot: inRelease(task, release.root, '.'),
    boxRoot: join(task.workspaceRoot, root),
    box: name,
  };
}

function describe({ uri, files, debian }: LockFile, path: string): string[] {
  const recorded = Object.entries(files ?? {}).map(
    ([role, { size, digest }]) => `  ${role}  ${size} bytes  ${digest}`,
  );
  const packages = debian?.packages.join(', ') ?? '';
  return [
    `'${path}' records ${uri}`,
    ...recorded,
    ...(debian === undefined
      ? []
      : [
          `  packages  ${packages === '' ? 'none besides the base' : packages}`,
          `  builder  ${debian.builder}`,
        ]),
  ];
}
