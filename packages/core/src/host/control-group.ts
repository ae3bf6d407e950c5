// Memory of a control group, cgroups(7), in both versions of its files.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Version {
  /** Where a line of /proc/self/cgroup that belongs to it leads; undefined when the line does not. */
  place: (id: string, controllers: string) => string | undefined;
  limit: string;
  usage: string;
  /** What the kernel gives to others at any time: names in memory.stat. */
  reclaimable: RegExp;
}

const VERSIONS: readonly Version[] = [
  {
    place: (id, controllers) =>
      id !== '0' && controllers.split(',').includes('memory') ? 'sys/fs/cgroup/memory' : undefined,
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    reclaimable: /^total_(?:in)?active_file (\d+)$/gm,
  },
  {
    place: (id, controllers) => (id === '0' && controllers === '' ? 'sys/fs/cgroup' : undefined),
    limit: 'memory.max',
    usage: 'memory.current',
    reclaimable: /^(?:in)?active_file (\d+)$/gm,
  },
];

/**
 * Bytes that the control group of this process, and those around it, let it take without swapping; Infinity without a
 * limit. `root` is / but in a specification.
 */
export function controlGroupRoom(root = '/'): number {
  const lines = read(join(root, 'proc/self/cgroup')).split('\n');
  const rooms = lines.flatMap((line) => {
    const [, id = '', controllers = '', path = '/'] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    return VERSIONS.flatMap((version) => {
      const place = version.place(id, controllers);
      return place === undefined ? [] : roomsAt(join(root, place), path, version);
    });
  });
  return Math.min(...rooms);
}

/** Of a group and all around it: each limits what is in it. */
function roomsAt(mount: string, path: string, version: Version): number[] {
  const own = roomOf(join(mount, path), version);
  return path === '/' ? [own] : [own, ...roomsAt(mount, dirname(path), version)];
}

function roomOf(folder: string, { limit, usage, reclaimable }: Version): number {
  // In a container the path may be that of its host; then the group of the container stands where they are mounted.
  if (!existsSync(join(folder, limit))) return Infinity;
  const [most, used] = [limit, usage].map((name) => Number(read(join(folder, name))));
  // `max` is no number, and no limit in version 1 is one that no memory reaches.
  if (most === undefined || used === undefined || Number.isNaN(most)) return Infinity;
  const stat = read(join(folder, 'memory.stat'));
  const given = [...stat.matchAll(reclaimable)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  return Math.max(0, most - used + given);
}

/** What is not there or not to be read says nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
