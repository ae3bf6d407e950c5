import { join, relative } from 'node:path';
import { UserError } from '@flightline/core/errors';
import { formatTable } from '@flightline/core/events';
import { type Task, inRelease } from '@flightline/core/executor';
import { completeBox } from '@flightline/core/model';
import {
  type Difference,
  type ImageContext,
  type ImageRequest,
  LOCK_FILE,
  differences,
  lockCommand,
  lockFacts,
  lockImage,
  lookAtImage,
  provideImage,
  readLockFile,
} from '../../images';
import { boxOf } from '../session/box-of';
import { imageContext } from '../session/image-context';
import type { VmImageExecutorSchema } from './schema';

/** What one way of calling the target found; `ok` decides over its exit code. */
interface Outcome {
  ok: boolean;
  lines: string[];
  data: unknown;
}

type Work = (request: ImageRequest, context: ImageContext, path: string) => Promise<Outcome>;

/**
 * Makes the image of a box and records it, or with `check` or `verify` looks at it. True when that is done and nothing
 * differs; raises what the sources of images raise, and OPTIONS_INVALID when the project is no box of a release.
 */
export async function vmImage(options: VmImageExecutorSchema, task: Task): Promise<boolean> {
  const request = requestOf(task);
  const work = workOf(options);
  const { name: scope } = task.project;
  const startedAt = performance.now();
  const phase = 'image';
  task.reporter.emit({ type: 'phase-started', scope, phase, detail: request.uri });
  let ok = false;
  try {
    const path = relative(task.workspaceRoot, join(request.boxRoot, LOCK_FILE));
    const context = imageContext(task, task.reporter, task.signal);
    const outcome = await work(request, context, path);
    ok = outcome.ok;
    task.reporter.emit({ type: 'report', scope, lines: outcome.lines, data: outcome.data });
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

function workOf({ check, verify }: VmImageExecutorSchema): Work {
  if (check === true && verify === true) {
    throw new UserError(
      'OPTIONS_INVALID',
      "'check' asks whether there is another image now, 'verify' reads the one that is recorded; they are two questions.",
      'Give one of them.',
    );
  }
  if (check === true) return compare;
  return verify === true ? readAll : record;
}

const record: Work = async (request, context, path) => {
  const before = readLockFile(request.boxRoot, request.box);
  const lock = await lockImage(request, context);
  const facts = lockFacts(lock);
  const changes = before === undefined ? [] : differences(lockFacts(before), facts);
  const lines = [
    `'${path}' records ${lock.uri}`,
    ...indented(Object.entries(facts).filter(([fact]) => fact !== 'image')),
    ...(changes.length === 0 ? [] : ['It recorded something else before:', ...table(changes)]),
  ];
  return { ok: true, lines, data: lock };
};

const compare: Work = async (request, context, path) => {
  const changes = await lookAtImage(request, context);
  const lines =
    changes.length === 0
      ? [
          `'${path}' records ${request.uri} as it is now, as far as can be told without fetching it.`,
        ]
      : [
          `${request.uri} is not what '${path}' records.`,
          ...table(changes),
          `Record it with: ${lockCommand(request.box)}`,
        ];
  return { ok: changes.length === 0, lines, data: changes };
};

const readAll: Work = async (request, context) => {
  const image = await provideImage(request, { ...context, thorough: true });
  const lines = [`All bytes of ${image.uri} are as recorded: ${image.digest}`];
  return { ok: true, lines, data: image };
};

const table = (changes: readonly Difference[]) =>
  indented([
    ['', 'recorded', 'now'],
    ...changes.map(({ fact, recorded, now }) => [fact, recorded, now]),
  ]);

const indented = (rows: readonly (readonly string[])[]) =>
  formatTable(rows).map((line) => `  ${line}`);

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
