import { type Defect, near } from './defect';
import type { Example } from './example';

const SCRIPT = 'scripts/run_automated_vm_tests.sh';
const ROW =
  '| opensuse  | openSUSE Leap 15.6 | 3.6    | zypper          | 2.38  | `GLIBCXX_3.4.33`        |\n';

const boxesOf = (array: string) => (app: Example) =>
  app.edit(SCRIPT, '(ubuntu18 ubuntu22 ubuntu24 debian12 almalinux opensuse windows)', array);
const script =
  (...lines: string[]) =>
  (app: Example) =>
    app.put('scripts/more.sh', `#!/usr/bin/env bash\n${lines.join('\n')}\n`);
const workflow = (machines: string) => (app: Example) =>
  app.put(
    '.github/workflows/machines.yml',
    `on: push\njobs:\n  vm:\n    strategy:\n      matrix:\n        box: [${machines}]\n    runs-on: ubuntu-24.04\n    steps:\n      - run: vagrant up \${{ matrix.box }}\n`,
  );

export const MATRIX: readonly Defect[] = [
  {
    what: 'a script that lacks a machine',
    make: boxesOf('(ubuntu18 ubuntu22 ubuntu24 debian12 almalinux windows)'),
    found: { matrix: 'fail' },
    says: 'opensuse',
  },
  {
    what: 'a script that names one that is no more',
    make: boxesOf('(ubuntu{18,20,22,24} debian12 almalinux opensuse windows)'),
    found: { matrix: 'fail' },
    says: 'ubuntu20',
  },
  {
    what: 'a command for a machine that is no more',
    make: script('vagrant up debian11'),
    found: { matrix: 'fail' },
    says: 'debian11',
  },
  {
    what: 'a function that is called with one',
    make: script('up() { vagrant up "$1"; }', 'for x in debian12 fedora; do up "$x"; done'),
    found: { matrix: 'fail' },
    says: 'fedora',
  },
  {
    what: 'keys of an array of which one is misspelt',
    make: script(
      'declare -A T=([opensuse]=1 [almalinx]=2)',
      'for x in "${!T[@]}"; do vagrant up "$x"; done',
    ),
    found: { matrix: 'fail' },
    says: 'almalinx',
  },
  {
    what: 'a table without a row',
    make: (app) => app.edit('TOOL_MATRIX.md', ROW, ''),
    found: { matrix: 'fail' },
    says: 'opensuse',
  },
  {
    what: 'a table with a row too many',
    make: (app) => app.edit('TOOL_MATRIX.md', ROW, `${ROW}${ROW.replace('opensuse', 'archlinux')}`),
    found: { matrix: 'fail' },
    says: 'archlinux',
  },
  {
    what: 'a workflow that lacks a machine',
    make: workflow('ubuntu18, ubuntu22, ubuntu24, debian12, almalinux, windows'),
    found: { matrix: 'fail' },
    says: 'opensuse',
  },
  {
    what: 'an example in a document',
    make: (app) => app.append('README.md', '\n```sh\nvagrant ssh centos7\n```\n'),
    found: { matrix: 'fail' },
    says: 'centos7',
  },
  {
    what: 'names that come from somewhere else',
    make: script('vagrant up "$(curl https://machines.example/one)"'),
    found: { matrix: 'unverified' },
    says: "Which machine is meant depends on what 'curl' prints.",
  },
  near(
    'a script that asks Vagrant',
    script('for x in $(vagrant status | awk \'/running/ {print $1}\'); do vagrant halt "$x"; done'),
  ),
  near('one of them as an example', (app) =>
    app.append('README.md', '\n```sh\nvagrant up debian12\n```\n'),
  ),
  near('a table of other things', (app) =>
    app.append('README.md', '\n| colour |\n| --- |\n| debian11 |\n| red |\n'),
  ),
  near('a comment', script('# vagrant up debian11', 'true')),
  near('a text that nobody runs', script("echo 'vagrant up debian11'")),
  near(
    'a workflow for all of them',
    workflow('ubuntu18, ubuntu22, ubuntu24, debian12, almalinux, opensuse, windows'),
  ),
];
