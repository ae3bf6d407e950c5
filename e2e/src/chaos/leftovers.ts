// What a round may not leave behind.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Seen, processesOf, withoutDaemon } from './processes';
import type { Stage } from './stage';
import { signalPid } from './strike';

/** Files by which something is written aside, locked or taken in turns. */
const PASSING = /\.(tmp|lock|part|partial)$|^ending\.json$/;

/** The terminal interface of Nx leaves an empty folder in $TMPDIR each time it is shown, also when all goes well. */
const OF_NX = /^\d{15,20}$/;

/** Folders in which anything at all is too much. */
const EMPTY = (stage: Stage) => [
  join(stage.cacheDir, 'machines'),
  stage.runtimeDir,
  join(stage.evidenceDir, '.staging'),
  stage.tmp,
];

/** Processes of the campaign but Nx's daemon. */
export function processesLeft({ mark, scratch, workspace, nxData }: Stage): Seen[] {
  return withoutDaemon(processesOf(mark, [scratch, workspace.root]), nxData);
}

/** What is there and should not be, as sentences. */
export function leftovers(stage: Stage): string[] {
  return [
    ...processesLeft(stage).map(({ pid, line }) => `Process ${pid} is left: ${line.slice(0, 200)}`),
    ...EMPTY(stage).flatMap((folder) =>
      namesIn(folder)
        .filter((name) => folder !== stage.tmp || !OF_NX.test(name))
        .map((name) => `'${join(folder, name)}' is left.`),
    ),
    ...[stage.cacheDir, stage.evidenceDir]
      .flatMap((folder) => namesIn(folder, true).map((name) => join(folder, name)))
      .filter((path) => PASSING.test(path.slice(path.lastIndexOf('/') + 1)))
      .map((path) => `'${path}' is left.`),
    ...mountsBelow([stage.scratch, stage.workspace.root]).map((path) => `'${path}' is mounted.`),
  ];
}

/** Ends and removes what is left of the campaign, so that it is not held against the next round. */
export function sweep(stage: Stage): void {
  for (const { pid } of processesLeft(stage)) signalPid(pid, 'SIGKILL');
  for (const folder of EMPTY(stage))
    for (const name of namesIn(folder))
      rmSync(join(folder, name), { recursive: true, force: true });
}

function namesIn(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive }) as string[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Field 5 of /proc/self/mountinfo, proc(5). */
function mountsBelow(folders: readonly string[]): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => folders.some((folder) => point.startsWith(`${folder}/`)));
}
