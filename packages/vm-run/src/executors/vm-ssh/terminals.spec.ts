import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { terminalsOf } from './terminals';

/** A process of a made-up /proc: parent, controlling terminal, what stands behind 0, 1 and 2. */
type Process = [pid: number, parent: number, terminal: number, ...streams: string[]];

const SHELL: Process = [20, 1, 34816, '/dev/pts/0', '/dev/pts/0', '/dev/pts/0'];
const NX: Process = [30, 20, 34816, '/dev/pts/0', '/dev/pts/0', '/dev/pts/0'];
const FORK: Process = [40, 30, 34817, '/dev/pts/1', '/dev/pts/1', '/dev/pts/1'];
const TASK: Process = [50, 40, 34817, '/dev/pts/1', '/dev/pts/1', '/dev/pts/1'];

describe('terminalsOf', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  it.each<[string, Process[], object]>([
    [
      'on a pseudo terminal of Nx',
      [SHELL, NX, FORK, TASK],
      { own: '/dev/pts/1', outer: '/dev/pts/0' },
    ],
    [
      'whose ancestor sits at a console, with its input elsewhere',
      [[30, 1, 1025, '/dev/null', '/dev/tty1', '/dev/tty1'], FORK, TASK],
      { own: '/dev/pts/1', outer: '/dev/tty1' },
    ],
    [
      'on the terminal of the person',
      [SHELL, NX, [50, 30, 34816, '/dev/pts/0', '/dev/pts/0', '/dev/pts/0']],
      { own: '/dev/pts/0' },
    ],
    [
      'whose ancestors have no terminal',
      [[30, 1, 0, '/dev/null', 'pipe:[1]', 'pipe:[2]'], FORK, TASK],
      { own: '/dev/pts/1' },
    ],
    ['whose ancestor is gone', [FORK, TASK], { own: '/dev/pts/1' }],
    ['without a terminal', [NX, [50, 30, 34816, '/dev/null', 'pipe:[1]', 'pipe:[2]']], {}],
    ['nothing is known of', [], {}],
  ])('of a process %s', (_, processes, expected) => {
    for (const [pid, parent, terminal, ...streams] of processes) {
      const own = join(folder.path, String(pid));
      mkdirSync(join(own, 'fd'), { recursive: true });
      writeFileSync(join(own, 'stat'), `${pid} (sh) (x) S ${parent} ${pid} ${pid} ${terminal} 1`);
      streams.forEach((target, index) => symlinkSync(target, join(own, 'fd', String(index))));
    }
    expect(terminalsOf(50, folder.path)).toEqual(expected);
  });
});
