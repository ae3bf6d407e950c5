import type { Outcome } from '@flightline/core/check';
import { answer, box } from '../testing/release-tree';
import { matrix } from './matrix';

const BOXES = ['one', 'two', 'three'].map((name) => box(name));

const SCRIPT = `#!/bin/bash
BOXES=(one two three)
for b in "\${BOXES[@]}"; do vagrant up "$b"; done
`;
const TABLE = `# Boxes

| box     | system |
| ------- | ------ |
| \`one\` | A      |
| **two** | B      |
| three   | C      |
`;
const WORKFLOW = `on: push
jobs:
  test:
    strategy:
      matrix:
        box: [one, two, three]
    steps:
      - run: npx nx run \${{ matrix.box }}:vm-run
`;

/** The answer in a word, and each problem with its place. */
function told(outcome: Outcome): string[] {
  const problems = 'problems' in outcome ? (outcome.problems ?? []) : [];
  return [
    outcome.status,
    ...problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
  ];
}

const ask = async (files: Readonly<Record<string, string>>, settings = {}, boxes = BOXES) => {
  const tree = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`app/${path}`, text]),
  );
  return told(await answer(matrix, tree, boxes, { settings }));
};

describe('matrix', () => {
  it.each<[string, Record<string, string>]>([
    ['a script', { 'scripts/vms.sh': SCRIPT }],
    [
      'a script that asks Vagrant',
      { 'vms.sh': 'for b in $(vagrant status | cut -d" " -f1); do vagrant up $b; done' },
    ],
    ['a script that leaves it to Vagrant', { 'vms.sh': 'vagrant up\nvagrant ssh one' }],
    ['a script for one machine', { 'vms.sh': 'vagrant up one' }],
    [
      'a script whose machine is an argument',
      { 'vms.sh': 'vagrant up "$1"; vagrant ssh "$1" -c "ls $x"' },
    ],
    ['a script that passes one over', { 'vms.sh': `${SCRIPT}[ "$b" = two ] || exit\n` }],
    ['a script without machines', { 'vms.sh': 'echo vagrant; docker up four' }],
    [
      'words that are no names',
      { 'vms.sh': 'vagrant ssh one -c "uptime four" -- five; vagrant up --provider six two three' },
    ],
    ['a table', { 'README.md': TABLE }],
    [
      'a table of a few',
      {
        'README.md': TABLE.replace(
          '| **two** | B      |\n| three   | C      |\n',
          '| four | D |\n',
        ),
      },
    ],
    ['a table that ends with others', { 'README.md': TABLE.replace('three  ', 'others ') }],
    [
      'a table of something else',
      { 'README.md': '| file | what |\n| - | - |\n| a | one |\n| b | x y |\n' },
    ],
    ['a list', { 'docs/boxes.md': '- one: A\n- two - B\n- [three](x)\n' }],
    [
      'a list of sentences',
      { 'README.md': '- one of them\n- two of them\n- three of them and four\n' },
    ],
    [
      'commands',
      {
        'README.md':
          'Run `vagrant up one`, or\n\n```\n$ npx nx run two:vm-run\none four:vm-run\n```\n',
      },
    ],
    [
      'commands of other things',
      {
        'README.md':
          '`nx run app:preflight`, `nx g box four`, `nx run app:validate --boxes=one,two`',
      },
    ],
    ['a workflow', { '.github/workflows/x.yml': WORKFLOW }],
    [
      'a workflow with a computed matrix',
      {
        '.github/workflows/x.yml': WORKFLOW.replace(
          '[one, two, three]',
          '${{ fromJSON(needs.a.outputs.b) }}',
        ),
      },
    ],
    [
      'a workflow with another matrix',
      { '.github/workflows/x.yml': WORKFLOW.replace('[one, two, three]', '[3.9, "3.10"]') },
    ],
  ])('agrees with %s', async (_title, files) => {
    expect(await ask(files)).toEqual(['pass']);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a script that lacks one',
      { 'scripts/vms.sh': SCRIPT.replace(' three', '') },
      ["app/scripts/vms.sh:2 The script lacks 'three'."],
    ],
    [
      'a script that knows another',
      { 'scripts/vms.sh': SCRIPT.replace('three', 'three four') },
      ["app/scripts/vms.sh:2 'four' is no machine of the matrix."],
    ],
    [
      'a misspelt machine',
      { 'vms.sh': '\nvagrant up thre' },
      ["app/vms.sh:2 'thre' is no machine of the matrix."],
    ],
    [
      'names in a file beside it',
      { 'vms.sh': '. scripts/n.sh\nvagrant up $N', 'scripts/n.sh': 'N="one two"' },
      ["app/scripts/n.sh:1 The script lacks 'three'."],
    ],
    [
      'a table that lacks one',
      { 'README.md': TABLE.replace('| three   | C      |\n', '') },
      ["app/README.md:5 The column lacks 'three'."],
    ],
    [
      'a table that knows another',
      { 'README.md': TABLE.replace('three', 'tree ') },
      [
        "app/README.md:7 'tree' is no machine of the matrix.",
        "app/README.md:5 The column lacks 'three'.",
      ],
    ],
    [
      'a list that lacks one',
      { 'README.md': '\n* one\n* two\n' },
      ["app/README.md:2 The list lacks 'three'."],
    ],
    [
      'a command for another',
      { 'README.md': '```sh\nnpx nx run four:vm-run\n```\n' },
      ["app/README.md:2 'four' is no machine of the matrix."],
    ],
    [
      'a command in a line',
      { 'README.md': '\n\nRun `vagrant up four`.' },
      ["app/README.md:3 'four' is no machine of the matrix."],
    ],
    [
      'boxes of a command',
      { 'README.md': '    \n`nx run app:validate --boxes=one,four`' },
      ["app/README.md:2 'four' is no machine of the matrix."],
    ],
    [
      'a workflow that lacks one',
      { '.github/workflows/x.yml': WORKFLOW.replace(', three', '') },
      ["app/.github/workflows/x.yml:6 The matrix key 'box' lacks 'three'."],
    ],
    [
      'a workflow that includes another',
      {
        '.github/workflows/x.yml': WORKFLOW.replace(
          '    steps',
          '        include:\n          - { box: four, slow: x }\n    steps',
        ),
      },
      ["app/.github/workflows/x.yml:8 'four' is no machine of the matrix."],
    ],
    [
      'a step of a workflow',
      {
        '.github/workflows/x.yml': WORKFLOW.replace(
          /npx.*/,
          '|\n          true\n          vagrant up four',
        ),
      },
      ["app/.github/workflows/x.yml:10 'four' is no machine of the matrix."],
    ],
  ])('differs from %s', async (_title, files, problems) => {
    expect(await ask(files)).toEqual(['fail', ...problems]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a name that a program prints',
      { 'vms.sh': 'vagrant up $(pick)' },
      "app/vms.sh:1 Which machine is meant depends on what 'pick' prints.",
    ],
    [
      'a name that is computed',
      { 'vms.sh': '\nvagrant up "n$((1 + 1))"' },
      'app/vms.sh:2 Which machine is meant is not known. It is computed.',
    ],
    [
      'a script that is missing',
      { 'vms.sh': '. ./n.sh\nvagrant up one' },
      "app/vms.sh:1 It reads './n.sh', which was not found.",
    ],
    [
      'a broken script',
      { 'vms.sh': 'vagrant up one\nfor x in' },
      "app/vms.sh:2 It cannot be read: expected 'do'.",
    ],
    [
      'a broken workflow',
      { '.github/workflows/x.yml': 'on: [' },
      'app/.github/workflows/x.yml:1 Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('leaves %s open', async (_title, files, problem) => {
    const [status, first] = await ask(files);
    expect([status, first]).toEqual(['unverified', problem]);
  });

  it('takes what a box is called in the Vagrantfile, as a folder and as a project', async () => {
    const boxes = [{ ...box('one'), name: 'app-one' }, box('two'), box('three')];
    const files = {
      'vms/boxes/two/vagrant.json': '{"vagrantfile": "vms/Vagrantfile", "machine": "second"}',
      'vms.sh': 'vagrant up one second three\nnpx nx run app-one:vm-run\nnx vm-up two',
    };
    expect(await ask(files, {}, boxes)).toEqual(['pass']);
  });

  it.each([
    [
      'vagrant up one',
      ["app/vms.sh:1 The script lacks 'two'.", "app/vms.sh:1 The script lacks 'three'."],
    ],
    ['true', ['app/vms.sh:undefined It names no machine.']],
  ])('asks for the whole matrix where it is told to: %s', async (script, problems) => {
    expect(await ask({ 'vms.sh': script }, { whole: ['vms.sh'] })).toEqual(['fail', ...problems]);
  });

  it('has nothing to compare without boxes', async () => {
    expect(await ask({ 'vms.sh': SCRIPT }, {}, [])).toEqual(['skip']);
  });
});
