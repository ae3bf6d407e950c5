// budget: 3 min, beside others
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv, ProcessHandle } from '@flightline/core/process';
import { cleanEnvironment } from './cache-truth/make-workspace';
import { soon } from './chaos/soon';
import { machinesThatMention } from './leftovers';
import { NAMESPACES, describeWith } from './tools';
import { until } from './until';
import type { Workspace } from './workspace';
import { COMPASS, RUN_BOXES, dummyWorkspace } from './workspace/dummy-workspace';

const BOXES = ['alma', 'leap'];
/** Long, and told apart from what else sleeps on this host. */
const NAP = String(100_000 + process.pid);
const GONE_MS = 10_000;

const COMMANDS: readonly [string, readonly string[], readonly string[]][] = [
  ['run', ['run', 'alma:vm-run', '--exclude-task-dependencies'], ['alma']],
  ['run-many', [...RUN_BOXES, '--parallel=2'], BOXES],
  ['validate', ['run', 'compass:validate', '--build=false', '--jobs=2'], BOXES],
];

const CTRL_C = '\u0003';

describeWith(
  'Ctrl-C',
  [
    ...NAMESPACES,
    { command: 'script', package: 'bsdutils' },
    { command: 'setsid', package: 'util-linux' },
  ],
  () => {
    let workspace: Workspace;
    beforeAll(async () => {
      workspace = await dummyWorkspace(BOXES);
      workspace.write(`${COMPASS}/vms/runner.sh`, `#!/bin/sh\necho begun\nsleep ${NAP}\n`);
    }, 240_000);
    afterAll(() => workspace.remove());

    const machines = () => {
      const folder = join(workspace.root, 'home/flightline/machines');
      return existsSync(folder) ? readdirSync(folder) : [];
    };
    const runners = () => machinesThatMention(NAP, 'sleep');

    /** On a terminal the key is pressed; without one the whole group is told, as a shell does. */
    const TERMINALS: readonly [string, (nx: Argv) => Argv, (nx: ProcessHandle) => unknown][] = [
      ['without a terminal', (nx) => nx, (nx) => nx.kill('SIGINT')],
      [
        'in a terminal',
        (nx) => ['script', '-qec', `stty cols 120 rows 40; exec ${nx.join(' ')}`, '/dev/null'],
        (nx) => nx.stdin?.write(CTRL_C),
      ],
    ];

    it.each(
      TERMINALS.flatMap(([where, wrap, press]) =>
        COMMANDS.map(
          ([name, words, boxes]) => [name, where, { words, boxes, wrap, press }] as const,
        ),
      ),
    )(
      'ends the machines of nx %s %s',
      async (_name, _where, { words, boxes, wrap, press }) => {
        const { root, runner } = workspace;
        const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
        const handle = runner.start(wrap([process.execPath, nx, ...words]), {
          cwd: root,
          env: {
            ...cleanEnvironment(),
            ...{ XDG_CACHE_HOME: join(root, 'home'), NX_DAEMON: 'false', NX_TUI: 'false' },
            NX_CACHE_DIRECTORY: join(root, '.nx-cache'),
            NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx-data'),
          },
        });
        let said = '';
        for (const stream of [handle.stdout, handle.stderr])
          stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
        try {
          await until(() => runners().length >= boxes.length);
          press(handle);
          await soon(GONE_MS, () => runners().length + machines().length === 0 || undefined);
          expect([said, runners(), machines()]).toEqual([said, [], []]);
          await handle.exited;
          for (const box of boxes)
            expect(workspace.evidence(box, COMPASS)).toMatchObject({ state: 'aborted' });
        } finally {
          await handle.stop();
        }
      },
      120_000,
    );
  },
);
