// Where the rounds happen: a workspace with two boxes, and folders of the campaign's own for all that is kept or left.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cleanEnvironment } from '../cache-truth/make-workspace';
import { type Workspace, demand, editProject } from '../workspace';
import { COMPASS, compassBox, dummyWorkspace } from '../workspace/dummy-workspace';
import { BOXES } from './rounds';

export type DriverName = 'dummy' | 'qemu';

export interface Stage {
  readonly workspace: Workspace;
  readonly driver: DriverName;
  readonly scratch: string;
  /** In the environment of whatever the campaign starts. */
  readonly mark: string;
  readonly cacheDir: string;
  readonly runtimeDir: string;
  readonly evidenceDir: string;
  /** $TMPDIR of all runs. */
  readonly tmp: string;
  readonly nxData: string;
  readonly graph: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the runner prints last; a log without it is of a runner that was cut off. */
export const LAST_WORDS = 'All tests are through.';

const RUNNER = `#!/bin/sh
set -eu
pace=$(cat "$FLIGHTLINE_ARTIFACTS"/pace.txt)
for test in one two three four five; do
  echo "test $test"
  sleep "$pace"
done
echo "<testsuite name='compass' tests='1'><testcase name='points north'/></testsuite>" >"$FLIGHTLINE_REPORTS/compass.xml"
echo "${LAST_WORDS}"
`;

/** Makes the workspace once; its boxes have never run. */
export async function makeStage(driver: DriverName): Promise<Stage> {
  const workspace = await dummyWorkspace(BOXES);
  const scratch = mkdtempSync(join(tmpdir(), 'flightline-chaos-'));
  const [cache, tmp, run, home] = ['cache', 'tmp', 'run', 'home'].map((name) =>
    join(scratch, name),
  ) as [string, string, string, string];
  for (const folder of [cache, tmp, home]) mkdirSync(folder);
  mkdirSync(run, { mode: 0o700 });
  const mark = basename(scratch);
  const nxData = join(workspace.root, '.nx-data');
  const stage: Stage = {
    ...{ workspace, driver, scratch, mark, tmp, nxData },
    cacheDir: join(cache, 'flightline'),
    runtimeDir: join(run, 'flightline'),
    evidenceDir: join(workspace.root, COMPASS, 'vms/artifacts'),
    graph: join(scratch, 'graph.json'),
    env: {
      ...cleanEnvironment(),
      HOME: home,
      TMPDIR: tmp,
      XDG_CACHE_HOME: cache,
      XDG_RUNTIME_DIR: run,
      NX_CACHE_DIRECTORY: join(workspace.root, '.nx-cache'),
      NX_WORKSPACE_DATA_DIRECTORY: nxData,
      NX_SKIP_NX_CACHE: 'true',
      FLIGHTLINE_CHAOS: mark,
    },
  };
  workspace.write(`${COMPASS}/vms/runner.sh`, RUNNER);
  setPace(stage, 0);
  if (driver === 'qemu') useQemu(stage);
  await demand(workspace, ['graph', `--file=${stage.graph}`]);
  return stage;
}

/** How long each of the runner's five tests takes, in seconds. */
export function setPace({ workspace }: Stage, seconds: number): void {
  writeFileSync(join(workspace.root, COMPASS, 'dist/artifact/pace.txt'), `${seconds}\n`);
}

const GUEST = { driver: 'qemu', image: 'debian:bookworm', memory: 512, packages: ['python3'] };

/** Boxes of QEMU, with a copy of the images that this user has already: no round is to damage those. */
function useQemu({ workspace, cacheDir }: Stage): void {
  for (const box of BOXES) {
    rmSync(join(workspace.root, compassBox(box), 'image.lock.json'), { force: true });
    editProject(workspace, compassBox(box), ({ targets }) =>
      Object.assign(targets['vm-run']?.options ?? {}, GUEST),
    );
  }
  const own = join(homedir(), '.cache/flightline');
  mkdirSync(cacheDir, { recursive: true });
  const wanted = (path: string) => !/\/debian-(?!bookworm-)/.test(path);
  for (const name of ['accelerator.json', 'images'].filter((one) => existsSync(join(own, one)))) {
    cpSync(join(own, name), join(cacheDir, name), {
      recursive: true,
      preserveTimestamps: true,
      filter: wanted,
    });
  }
}

/** What starts next boots from its image. */
export function dropTemplates({ cacheDir }: Stage): void {
  rmSync(join(cacheDir, 'templates'), { recursive: true, force: true });
}
