import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { findLeases } from '../leases/find-leases';
import { whereabouts } from '../process';
import { controlGroupRoom } from './control-group';

/**
 * Memory that this user's machines can have on this host, in bytes: what can be given out without swapping (what Node
 * calls free is MemAvailable on Linux), here and in this process's control group, and what the machines with leases below
 * the cache folder have taken of it.
 */
export function availableMemory(cacheDir: string): number {
  const taken = findLeases(cacheDir).reduce((sum, { lease: { machine } }) => {
    const lives = machine !== null && whereabouts(machine) === 'alive';
    return sum + (lives ? residentMemory(machine.pid) : 0);
  }, 0);
  return Math.min(freemem(), controlGroupRoom()) + taken;
}

/**
 * Bytes that a process has to itself: those of /proc/<pid>/status, proc(5), that belong to no file. A file's can be
 * given to others at any time, and count as available.
 */
function residentMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const lines = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)];
    return lines.reduce((sum, [, kibibytes]) => sum + Number(kibibytes) * 1024, 0);
  } catch {
    // Gone by now.
    return 0;
  }
}
