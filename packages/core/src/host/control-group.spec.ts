import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../testing';
import { controlGroupRoom } from './control-group';

const GIB = 1024 ** 3;
const V1 = 'sys/fs/cgroup/memory';
const V2 = 'sys/fs/cgroup';

const group1 = (path: string, limit: number, usage: number, file = 0) => ({
  [`${V1}${path}/memory.limit_in_bytes`]: `${limit}\n`,
  [`${V1}${path}/memory.usage_in_bytes`]: `${usage}\n`,
  [`${V1}${path}/memory.stat`]: `cache ${file}\nactive_file 1\ntotal_inactive_file ${file}\ntotal_active_file 0\n`,
});
const group2 = (path: string, limit: number | 'max', usage: number, file = 0) => ({
  [`${V2}${path}/memory.max`]: `${limit}\n`,
  [`${V2}${path}/memory.current`]: `${usage}\n`,
  [`${V2}${path}/memory.stat`]: `anon 1\ninactive_file 0\nactive_file ${file}\n`,
});
const member = (...lines: string[]) => ({ 'proc/self/cgroup': `${lines.join('\n')}\n` });

describe('the room in a control group', () => {
  let root: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (root = temporaryFolder('fl-group-')));
  afterEach(() => root.remove());

  it.each<[string, Record<string, string>, number]>([
    ['no control groups', {}, Infinity],
    ['no limit, version 1', { ...member('4:memory:/'), ...group1('/', 2 ** 62, 0) }, 2 ** 62],
    ['no limit, version 2', { ...member('0::/'), ...group2('/', 'max', GIB) }, Infinity],
    [
      'version 1, beside other controllers',
      { ...member('7:blkio:/x', '4:cpu,memory:/job', '0::/'), ...group1('/job', 4 * GIB, GIB) },
      3 * GIB,
    ],
    ['version 2', { ...member('0::/job'), ...group2('/job', 4 * GIB, GIB) }, 3 * GIB],
    [
      'files in memory, which are given to others',
      { ...member('0::/job'), ...group2('/job', 4 * GIB, 3 * GIB, 2 * GIB) },
      3 * GIB,
    ],
    [
      'the same in version 1',
      { ...member('4:memory:/job'), ...group1('/job', 4 * GIB, 3 * GIB, 2 * GIB) },
      3 * GIB,
    ],
    [
      'a closer limit around it',
      { ...member('0::/a/b'), ...group2('/a', 2 * GIB, GIB), ...group2('/a/b', 'max', 0) },
      GIB,
    ],
    [
      'a container, whose own group is mounted as the root',
      { ...member('4:memory:/docker/0123'), ...group1('/', 2 * GIB, GIB) },
      GIB,
    ],
    ['more than there may be', { ...member('0::/job'), ...group2('/job', GIB, 2 * GIB) }, 0],
  ])('%s', (_, files, room) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    expect(controlGroupRoom(root.path)).toBe(room);
  });
});
