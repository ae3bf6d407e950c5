import type { Claim, Share } from './admit';
import { describeShare, describeWait } from './describe';

/** Process that took a share and is gone. */
const KEPT = 108;
const BUDGET = { memory: 4096, cpus: 2, boots: 2 };

const claim = (box: string, arrivedAt: number, share: Partial<Share>): Claim => ({
  ...{ id: box, box, pid: 100 + arrivedAt, arrivedAt },
  share: { memory: 0, cpus: 0, boots: 0, ...share },
});
const machine = (box: string, arrivedAt: number) =>
  claim(box, arrivedAt, { memory: 1024, cpus: 1 });
const boot = (box: string, arrivedAt: number) => claim(box, arrivedAt, { boots: 1 });

it.each([
  [{ memory: 1152, cpus: 2, boots: 0 }, '1152 MiB and 2 cores'],
  [{ memory: 0, cpus: 0, boots: 1 }, '1 boot'],
])('a share %j is %s', (share, text) => expect(describeShare(share)).toBe(text));

it.each<[what: string, me: Claim, holdings: Claim[], waiting: Claim[], text: string]>([
  [
    'those who hold',
    machine('c', 3),
    [machine('a', 1), machine('b', 2)],
    [],
    "needs 1024 MiB and 1 core; free: 2048 of 4096 MiB and 0 of 2 cores; taken by 'a' (process 101) and 'b' (process 102)",
  ],
  [
    'those who came before, and nobody who came later',
    machine('c', 3),
    [machine('a', 1)],
    [machine('d', 4), machine('b', 2), machine('c', 3)],
    "needs 1024 MiB and 1 core; free: 3072 of 4096 MiB and 1 of 2 cores; taken by 'a' (process 101); first in line 'b' (process 102)",
  ],
  [
    'some of many',
    machine('z', 9),
    [1, 2, 3, 4, 5, 6].map((i) => machine(`a${i}`, i)),
    [],
    "needs 1024 MiB and 1 core; free: 0 of 4096 MiB and 0 of 2 cores; taken by 'a1' (process 101), 'a2' (process 102), 'a3' (process 103), 'a4' (process 104) and 2 more",
  ],
  [
    'a machine that was left up',
    machine('z', 9),
    [machine('a', 8), machine('b', 1)],
    [],
    "needs 1024 MiB and 1 core; free: 2048 of 4096 MiB and 0 of 2 cores; taken by 'b' (process 101) and 'a' (left up; to end it: nx run a:vm-down)",
  ],
  [
    'those who boot, when it waits for a boot',
    boot('c', 4),
    [machine('a', 1), boot('b', 2), boot('d', 3)],
    [machine('e', 1)],
    "needs 1 boot; free: 0 of 2 boots at once; taken by 'b' (process 102) and 'd' (process 103)",
  ],
])('a wait names %s', (_, me, holdings, waiting, text) => {
  const lives = (pid: number) => pid !== KEPT;
  expect(describeWait(me, BUDGET, { holdings, waiting }, lives)).toBe(text);
});
