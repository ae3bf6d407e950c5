// budget: 4 min
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '@flightline/core/host';
import { succeeded } from '@flightline/core/process';
import { machinesThatMention } from './leftovers';
import { BUILDAH, QEMU, describeWith } from './tools';
import { until } from './until';
import {
  PRODUCT,
  type Workspace,
  boxRoot,
  demand,
  editProject,
  quickstartWorkspace,
} from './workspace';

/**
 * Fails, hangs or passes by the name of its box, and tries to write outside its report folder. What it does is done for
 * real: the server of the box that fails finds its port taken.
 */
const RUNNER = `#!/bin/sh
echo "this is $FLIGHTLINE_BOX"
harden() { grep -qi ubuntu /etc/os-release || echo 'USG is only supported on Ubuntu; skipping'; }
serve() { timeout 60 python3 -m http.server --bind 127.0.0.1 8080; }
case "$FLIGHTLINE_BOX" in
  bullseye) harden ;;
  trixie)
    harden
    mkdir -p /tmp/product/logs
    serve > /dev/null 2>&1 &
    until python3 -c 'import socket; socket.create_connection(("127.0.0.1", 8080))' 2> /dev/null; do sleep 0.2; done
    serve > "/tmp/product/logs/web_server_$(date +%Y%m%d_%H%M%S).log" 2>&1 ||
      echo 'ERROR: Server failed to start within 60 seconds'
    echo 'running the product'
    echo '{"half": "done"}' > "$FLIGHTLINE_REPORTS/report.json"
    ln -s /etc/passwd "$FLIGHTLINE_REPORTS/stolen"
    mkfifo "$FLIGHTLINE_REPORTS/pipe"
    echo 'Traceback (most recent call last):'
    echo '  File "app.py", line 1, in <module>'
    echo 'ValueError: the product broke'
    exit 3 ;;
  bookworm)
    echo early > "$FLIGHTLINE_REPORTS/early.txt"
    sleep 100000 ;;
esac
`;

const CACHE = cacheDir(process.env);

describeWith('runs that do not pass', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;
  let ownCache: string;

  beforeAll(async () => {
    workspace = await quickstartWorkspace();
    workspace.write(`${PRODUCT}/vms/runner.sh`, RUNNER);
    const change = (box: string, options: object) =>
      editProject(workspace, boxRoot(box), ({ targets }) =>
        Object.assign(targets['vm-run']?.options ?? {}, options),
      );
    change('bookworm', { timeouts: { run: 1 } });
    // Two boxes of one image start as clones of one template.
    change('trixie', { image: 'debian:bookworm', collect: ['/tmp/product/logs'] });
    // Images are taken along, so that one can be damaged without harm to others.
    ownCache = join(workspace.root, '.cache');
    mkdirSync(join(ownCache, 'flightline'), { recursive: true });
    for (const part of ['images', 'accelerator.json'].filter((one) => existsSync(join(CACHE, one))))
      cpSync(realpathSync(join(CACHE, part)), join(ownCache, 'flightline', part), {
        ...{ recursive: true, preserveTimestamps: true },
      });
    await demand(workspace, ['run', 'quickstart:docker-build'], { XDG_CACHE_HOME: ownCache });
  }, 600_000);
  afterAll(() => workspace.remove());

  /** What triage says of the matrix: causes with their boxes and what follows from them, the most important first. */
  const told = () => {
    const text = workspace.read(`${PRODUCT}/vms/artifacts/triage/triage.json`);
    const { causes } = JSON.parse(text) as {
      causes: { id: string; boxes: string[]; consequences: { rule: string }[] }[];
    };
    return causes.map(({ id, boxes, consequences }) => [
      id.replace(/:.*/, ''),
      [...boxes].sort(),
      consequences.map(({ rule }) => rule),
    ]);
  };

  it('a failing, a hanging and a damaged box do not disturb each other, and triage still speaks', async () => {
    const env = { XDG_CACHE_HOME: ownCache };
    // Makes sure the images are there, and damages the one that is made again in the shortest time.
    await demand(workspace, ['run-many', '-t', 'vm-image'], env);
    for (const disk of disksOf(join(ownCache, 'flightline/images'), 'bullseye'))
      appendFileSync(disk, 'damage');

    const result = await workspace.nx(['run', 'quickstart:validate', '--jobs=2'], env);
    expect(result.exitCode).toBe(1);
    const verdicts = ['bullseye', 'bookworm', 'trixie'].map((box) => {
      const evidence = workspace.evidence(box);
      return evidence.state === 'finished' ? evidence.result.verdict : evidence.state;
    });
    expect(verdicts).toEqual(['passed', 'timeout', 'failed']);
    // The damaged image was noticed, made again, and the box ran on the new one.
    expect(workspace.read(`${PRODUCT}/vms/artifacts/results/bullseye/events.ndjson`)).toMatch(
      /"level":"warn"[^\n]*(damaged|changed)/i,
    );
    expect(result.stdout).toContain('OSError: [Errno 98] Address already in use');
    expect(told()).toEqual([
      // The port is why the server did not start, which its own log says; the product broke without its server.
      ['address-in-use', ['trixie'], ['server-start', 'python-traceback', 'python-traceback']],
      ['timeout', ['bookworm'], []],
      ['usg-unsupported', ['bullseye', 'trixie'], []],
    ]);

    const files = (path: string) =>
      readdirSync(join(workspace.root, PRODUCT, 'vms/artifacts', path)).sort();
    expect(files('reports/trixie')).toEqual(['report.json']);
    expect(files('reports/bookworm')).toEqual(['early.txt']);
    expect(files('results/bookworm')).toEqual(
      expect.arrayContaining(['console.log', 'events.ndjson', 'junit.xml', 'result.json']),
    );
    expect(machinesThatMention(workspace.root)).toEqual([]);
  }, 900_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s to nx during the boot ends the machine and says aborted',
    async (signal) => {
      const handle = workspace.runner.start(
        [
          process.execPath,
          join(workspace.root, 'node_modules/nx/dist/bin/nx.js'),
          'run',
          'trixie:vm-run',
          '--skip-nx-cache',
        ],
        {
          cwd: workspace.root,
          env: {
            XDG_CACHE_HOME: ownCache,
            NX_DAEMON: 'false',
            NX_CACHE_DIRECTORY: join(workspace.root, '.nx-cache'),
            NX_WORKSPACE_DATA_DIRECTORY: join(workspace.root, '.nx-data'),
          },
        },
      );
      handle.stdout?.resume();
      handle.stderr?.resume();
      await until(() => machinesThatMention(workspace.root).length > 0);
      if (handle.pid !== undefined) process.kill(handle.pid, signal);
      const exit = await handle.exited;
      expect(succeeded(exit)).toBe(false);
      await until(() => machinesThatMention(workspace.root).length === 0);
      await until(() => workspace.evidence('trixie').state === 'aborted');
      expect(workspace.evidence('trixie')).toMatchObject({
        state: 'aborted',
        result: { verdict: 'aborted' },
      });
    },
    240_000,
  );

  it('a full disk is named, and the verdict is infra', async () => {
    const small = join(workspace.root, 'small');
    mkdirSync(small);
    const mounted = await workspace.runner.run([
      'mount',
      '-t',
      'tmpfs',
      '-o',
      'size=4m',
      'tmpfs',
      small,
    ]);
    expect(succeeded(mounted)).toBe(true);
    try {
      const result = await workspace.nx(['run', 'trixie:vm-run', '--skip-nx-cache'], {
        XDG_CACHE_HOME: small,
      });
      expect(succeeded(result)).toBe(false);
      expect(result.stdout).toMatch(/disk|space/i);
      expect(workspace.evidence('trixie')).toMatchObject({
        state: 'finished',
        result: { verdict: 'infra' },
      });
    } finally {
      await workspace.runner.run(['umount', small]);
    }
  }, 120_000);
});

/** The disks of the stored images of a suite; older recipes may have left some. */
function disksOf(images: string, suite: string): string[] {
  const folders = readdirSync(images).filter((name) => name.startsWith(`debian-${suite}-`));
  if (folders.length === 0) throw new Error(`There is no image of ${suite} in ${images}.`);
  return folders.map((name) => join(images, name, 'disk.qcow2'));
}
