// Where Nx looks away: projects inside a release, links, modes, and files that git ignores.
import type { Checkout } from '../checkout';
import type { Family } from '../mutation';
import { BOXES, OTHER_BOX, OTHER_ROOT, ROOT, imageOf } from '../product';
import { rawDisk } from '../raw-disk';

const BUILT = ['plain', 'clone', 'remote', 'daemon'] as const;
const INNER = `${ROOT}/src/inner`;

/** A source file that git does not know, and that the build copies. */
const SECRET = `${ROOT}/src/secret.txt`;
const ignoreSecret = (at: Checkout) => {
  at.append('.gitignore', 'secret.txt\n');
  at.write(SECRET, 'a secret\n');
};

const ignoreRunner = (at: Checkout) => at.append(`${ROOT}/.gitignore`, '/vms/smoke.sh\n');

export const hardlySeen: Family = {
  name: 'hardly seen',
  mutations: [
    {
      title: 'a source file of a project inside the release',
      apply: (at) => at.append(`${INNER}/point.txt`, 'more\n'),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'a new file of a project inside the release',
      apply: (at) => at.write(`${INNER}/new/point.txt`, 'new\n'),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'a project made of a folder of sources',
      apply: (at) => at.write(`${ROOT}/src/data/project.json`, '{ "name": "data" }\n'),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'a new project with sources inside the release',
      apply: (at) => {
        at.write(`${ROOT}/src/front/project.json`, '{ "name": "front" }\n');
        at.write(`${ROOT}/src/front/page.txt`, 'a page\n');
      },
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'notes of a project inside the release',
      apply: (at) => at.write(`${INNER}/README.md`, '# Inner\n'),
      runs: [],
    },
    {
      title: 'a runner in a folder that is a project',
      apply: (at) => at.append(`${OTHER_ROOT}/vms/runner.sh`, '# inner\n'),
      runs: [OTHER_BOX],
    },
    {
      title: 'a runner that becomes a link',
      apply: (at) => {
        at.rename(`${ROOT}/vms/runner.sh`, `${ROOT}/scripts/run.sh`);
        at.link(`${ROOT}/vms/runner.sh`, '../scripts/run.sh');
      },
      ...{ runs: [], refuses: 'is a link', modes: BUILT },
    },
    {
      title: 'a source file that git ignores',
      first: ignoreSecret,
      apply: (at) => at.append(SECRET, 'more\n'),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'a new source file that git ignores',
      first: (at) => at.append('.gitignore', 'secret.txt\n'),
      apply: (at) => at.write(SECRET, 'a secret\n'),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'a file that git ignores and .dockerignore hides',
      first: (at) => {
        ignoreSecret(at);
        at.append(`${ROOT}/.dockerignore`, '**/secret.txt\n');
      },
      apply: (at) => at.append(SECRET, 'more\n'),
      runs: [],
    },
    {
      title: 'a source file that becomes executable',
      apply: (at) => at.chmod(`${ROOT}/src/needle.txt`, 0o755),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'a link among the sources',
      apply: (at) => at.link(`${ROOT}/src/link.txt`, 'needle.txt'),
      ...{ runs: BOXES, modes: BUILT },
    },
    {
      title: 'another target of a link among the sources',
      first: (at) => at.link(`${ROOT}/src/link.txt`, 'needle.txt'),
      apply: (at) => at.link(`${ROOT}/src/link.txt`, 'data/north.txt'),
      // Nx's daemon does not hear of it: docs/cache-truth.md.
      ...{ runs: BOXES, modes: ['plain', 'clone', 'remote'] },
    },
    {
      title: 'a runner that git ignores',
      first: ignoreRunner,
      apply: (at) => at.append(`${ROOT}/vms/smoke.sh`, '# more\n'),
      ...{
        runs: [],
        refuses: 'other than the one on disk',
        modes: ['plain', 'alone', 'clone', 'remote'],
      },
    },
    {
      // A box passes with the disk that its lock names; which one stands there is asked when it runs.
      title: 'another disk, and the lock as before',
      apply: (at) => at.write(`${ROOT}/${imageOf('alma')}`, rawDisk('other')),
      runs: [],
    },
  ],
};
