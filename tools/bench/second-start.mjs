import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import { isOnPath, run } from './command.mjs';
import { machinesOf, noMachines } from './machines.mjs';
import { bareRun, runBare } from './peers/peers.mjs';
import { cacheWithImages } from './warm-run.mjs';

const QUICKSTART = 'examples/quickstart';
const BOXES = ['bullseye', 'bookworm', 'trixie'];
/** MiB, of each box. */
const MEMORY = 768;

/** @type {import('./measure.mjs').Benchmark} */
export const secondStart = {
  name: 'second-start',
  title:
    "'npm start' with a changed product, not the first one, against a shell script that does the same",
  goal: { atMost: 0.5 },
  rounds: 2,
  missing: () =>
    noMachines() ??
    (isOnPath('buildah') ? undefined : 'buildah missing; enable with: apt-get install buildah'),
  prepare: async (ground) => {
    const folder = ground.folder();
    ground.say('a clone of this repository with its npm packages');
    await run(['git', 'clone', '-q', ROOT, folder], { cwd: folder });
    await run(['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
    const env = {
      ...process.env,
      XDG_CACHE_HOME: cacheWithImages(ground.folder()),
      ...{ NX_DAEMON: 'false', NX_CACHE_DIRECTORY: join(folder, '.nx-cache') },
      NX_WORKSPACE_DATA_DIRECTORY: join(folder, '.nx-data'),
    };
    const start = async () => (await run(['npm', 'start'], { cwd: folder, env })).ms;
    ground.say("the first 'npm start'");
    await start();
    const change = () =>
      appendFileSync(join(folder, QUICKSTART, 'waypoint/__init__.py'), `# ${performance.now()}\n`);
    const { provide, guest } = await machinesOf(ground);
    const guests = await inOrder(BOXES, async (box) => ({
      box,
      guest: { ...guest, memory: MEMORY, image: await provide(`debian:${box}`) },
    }));
    const bare = async () => {
      change();
      const startedAt = performance.now();
      const artifact = join(ground.folder(), 'artifact');
      await run(['sh', '-c', BUILD, 'sh', artifact], { cwd: join(folder, QUICKSTART) });
      const runner = join(folder, QUICKSTART, 'vms/runner.sh');
      const boxes = guests.map(({ box, guest }) =>
        runBare(ground.folder(), guest, bareRun({ artifact, runner, box }), box),
      );
      await Promise.all(boxes);
      return performance.now() - startedAt;
    };
    return {
      ours: {
        name: 'npm start',
        take: () => {
          change();
          return start();
        },
      },
      peer: { name: 'buildah, and three machines at once', times: 2, take: bare },
    };
  },
};

/** As docker-build does it, with the storage and the isolation that work here. */
const BUILD = `
build() {
  buildah $1 build $2 --layers --tag flightline-bench --file Dockerfile --target artifact \
    --build-arg BASE=localhost/flightline/python:bookworm $3 --output type=local,dest="$artifact" .
}
artifact=$1
build '' '' '--network none' || build '' '--isolation chroot' || build '--storage-driver vfs' '' '--network none' ||
  build '--storage-driver vfs' '--isolation chroot'
`;

/**
 * @template T, R
 * @param {readonly T[]} things
 * @param {(thing: T) => Promise<R>} make
 */
async function inOrder(things, make) {
  /** @type {R[]} */
  const made = [];
  for (const thing of things) made.push(await make(thing));
  return made;
}
