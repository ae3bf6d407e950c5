// Whatever stands directly in vms/ may be a runner, or be read by one: each edit of it runs all boxes of the release.
import { type Change, type Family, each } from '../mutation';
import { BOXES, ROOT } from '../product';

const VMS = `${ROOT}/vms`;

const CHANGES: readonly Change[] = [
  ['one byte of the runner', (at) => at.edit(`${VMS}/runner.sh`, 'points', 'Points')],
  ['a comment in the runner', (at) => at.append(`${VMS}/runner.sh`, '# done\n')],
  ['an empty line at the end of the runner', (at) => at.append(`${VMS}/runner.sh`, '\n')],
  ['the runner tests nothing', (at) => at.write(`${VMS}/runner.sh`, '#!/bin/sh\nexit 0\n')],
  ['the runner of one box', (at) => at.append(`${VMS}/smoke.sh`, '# done\n')],
  ['a script that prepares', (at) => at.append(`${VMS}/prepare.sh`, 'true\n')],
  ['a settings file beside the runner', (at) => at.edit(`${VMS}/settings.ini`, '1', '2')],
  ['a script added', (at) => at.write(`${VMS}/more.sh`, '#!/bin/sh\n')],
  ['a hidden file added beside the runner', (at) => at.write(`${VMS}/.env-of-boxes`, 'A=1\n')],
  ['a script without a suffix added', (at) => at.write(`${VMS}/check`, '#!/bin/sh\n')],
  ['a script removed', (at) => at.remove(`${VMS}/prepare.sh`)],
  ['a script renamed', (at) => at.rename(`${VMS}/prepare.sh`, `${VMS}/prepare-all.sh`)],
  ['a file that is called like a document, but is none', (at) => at.write(`${VMS}/x.mdx`, 'x\n')],
  ['a file whose name begins with Vagrantfile', (at) => at.write(`${VMS}/Vagrantfile.sh`, 'x\n')],
  [
    'two runners exchanged',
    (at) => {
      at.append(`${VMS}/smoke.sh`, '# quick\n');
      at.rename(`${VMS}/runner.sh`, `${VMS}/third.sh`);
      at.rename(`${VMS}/smoke.sh`, `${VMS}/runner.sh`);
      at.rename(`${VMS}/third.sh`, `${VMS}/smoke.sh`);
    },
  ],
];

export const runner: Family = {
  name: 'runner',
  mutations: each(CHANGES, { runs: BOXES }),
};
