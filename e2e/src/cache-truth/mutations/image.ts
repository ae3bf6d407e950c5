// What a box boots from: its URI stands in the options, its digest in image.lock.json. The bytes follow the lock.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Checkout } from '../checkout';
import type { Family, Mutation } from '../mutation';
import { ROOT, imageOf, rootOf } from '../product';
import { rawDisk } from '../raw-disk';

const lockOf = (box: string) => `${rootOf(box)}/image.lock.json`;

/** Writes the lock as vm-image does. */
function lock(at: Checkout, box: string, uri: string): void {
  const bytes = readFileSync(at.at(`${ROOT}/${uri.slice('file:'.length)}`));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const content = { uri, files: { disk: { size: bytes.length, digest } } };
  at.write(lockOf(box), `${JSON.stringify(content, null, 2)}\n`);
}

function replaceDisk(at: Checkout, box: string, label: string): void {
  at.write(`${ROOT}/${imageOf(box)}`, rawDisk(label));
}

/** Another disk, in the options and in the lock. */
function moveTo(at: Checkout, box: string, image: string): void {
  at.options(box, { image: `file:${image}` });
  lock(at, box, `file:${image}`);
}

export const image: Family = {
  name: 'image',
  mutations: [
    {
      title: 'another disk, and its lock',
      apply: (at) => {
        replaceDisk(at, 'alma', 'alma 2');
        lock(at, 'alma', `file:${imageOf('alma')}`);
      },
      runs: ['alma'],
    },
    {
      title: 'the same disk under another name',
      apply: (at) => {
        at.copy(`${ROOT}/${imageOf('leap')}`, `${ROOT}/vms/images/leap-copy.img`);
        moveTo(at, 'leap', 'vms/images/leap-copy.img');
      },
      runs: ['leap'],
    },
    {
      title: 'the disk of another box',
      apply: (at) => moveTo(at, 'jammy', imageOf('alma')),
      runs: ['jammy'],
    },
    {
      title: 'a kernel beside the disk, and its lock',
      apply: async (at) => {
        at.write(`${ROOT}/vms/images/jammy.vmlinuz`, 'a kernel\n');
        at.remember(lockOf('jammy'));
        await at.nx('run', 'jammy:vm-image');
      },
      runs: ['jammy'],
    },
    {
      title: 'the keys of the lock in another order',
      apply: (at) => {
        const { uri, files } = JSON.parse(at.read(lockOf('alma'))) as Record<string, unknown>;
        at.write(lockOf('alma'), JSON.stringify({ files, uri }));
      },
      runs: ['alma'],
    },
    {
      title: 'the lock removed',
      apply: (at) => at.remove(lockOf('rocky')),
      ...{ runs: [], refuses: 'is not recorded' },
    },
    {
      title: 'a lock for another disk',
      apply: (at) => at.edit(lockOf('rocky'), 'sha256:', 'sha256:0'),
      ...{ runs: [], refuses: 'is not the one that' },
    },
    ...sameBytes(),
  ],
};

function sameBytes(): Mutation[] {
  return [
    {
      title: 'vm-image once more for every box',
      apply: (at) => at.nx('run-many', '-t', 'vm-image'),
      runs: [],
    },
    {
      title: 'the time of a disk',
      apply: (at) => at.touch(`${ROOT}/${imageOf('alma')}`, new Date('2031-01-01')),
      runs: [],
    },
    {
      title: 'a disk that no box names',
      apply: (at) => at.write(`${ROOT}/vms/images/nobody.img`, rawDisk('nobody')),
      runs: [],
    },
  ];
}
