import { type Atom, readBash } from '.';

const FILES: Readonly<Record<string, string>> = {
  'scripts/lib.sh': 'up() { vm up "$1"; }\nNAMES=(one two)\n',
  'vms/names.txt': 'one\ntwo\n',
};
const host = { read: (path: string) => FILES[path] };

const shown = (atom: Atom): string => {
  switch (atom.kind) {
    case 'text':
      return atom.text;
    case 'given':
      return '<given>';
    case 'printed':
      return `<${atom.by.program}>`;
    case 'doubt':
      return '<doubt>';
  }
};

/** What `vm up` is called with, call by call; alternatives with bars between. */
async function upped(script: string): Promise<string[]> {
  const { calls } = await readBash(script, 'scripts/run.sh', host);
  return calls
    .filter(({ program }) => program === 'vm')
    .map(({ words }) =>
      words
        .slice(1)
        .map((value) => value.map(shown).join('|'))
        .join(' '),
    );
}

const A = 'A=(one two)\n';
const EACH = 'for x in "${A[@]}"; do vm up "$x"; done';

describe('what programs are started with', () => {
  it.each<[string, string, string[]]>([
    ['a literal', 'vm up one', ['one']],
    ['several', `vm up one 'two' "three"`, ['one two three']],
    ['a variable', 'x=one; vm up $x', ['one']],
    ['a command in quotes, once', 'x="$(echo "$(vm up one)")"', ['one']],
    ['words of a variable', 'A="one two"; for x in $A; do vm up "$x"; done', ['one', 'two']],
    ['an array', A + EACH, ['one', 'two']],
    ['an array that grows', `${A}A+=(three)\n${EACH}`, ['one', 'two', 'three']],
    ['an element that is replaced', `${A}A[1]=three\n${EACH}`, ['one', 'three']],
    ['an element', `${A}vm up "\${A[1]}"`, ['two']],
    ['an element of an unknown key', `${A}vm up "\${A[$i]}"`, ['one|two']],
    ['a slice', 'A=(one two three)\nvm up "${A[@]:1}"', ['two three']],
    ['a whole array at once', `${A}vm up "\${A[@]}"`, ['one two']],
    ['an array as a text', `${A}for x in \${A[*]}; do vm up $x; done`, ['one', 'two']],
    [
      'keys of an associative array',
      'declare -A T=([ubuntu-20.04]=1800 ["two"]=2)\nfor x in "${!T[@]}"; do vm up "$x"; done',
      ['ubuntu-20.04', 'two'],
    ],
    ['values of one', 'declare -A T=([a]=one)\nT[b]=two\nvm up "${T[@]}"', ['one two']],
    ['its value by key', 'declare -A T=([a]=one [b]=two)\nx=b\nvm up "${T[$x]}"', ['two']],
    ['a range', 'for x in box{1..3}; do vm up $x; done', ['box1', 'box2', 'box3']],
    ['choices', 'vm up {deb,rpm}-{9,10}', ['deb-9 deb-10 rpm-9 rpm-10']],
    ['seq', 'for i in $(seq 2); do vm up "n$i"; done', ['n1', 'n2']],
    ['a function', 'f() { vm up "$1"; }\nf one; f two', ['one', 'two']],
    ['all arguments of one', 'f() { for x; do vm up "$x"; done; }\nf one two', ['one', 'two']],
    ['a function that shifts', 'f() { shift; vm up "$@"; }\nf one two three', ['two three']],
    [
      'a function that runs its words',
      'retry() { "$@" || "$@"; }\nretry vm up one',
      ['one', 'one'],
    ],
    ['a local variable', 'x=one\nf() { local x=two; vm up "$x"; }\nf; vm up "$x"', ['two', 'one']],
    ['what a function prints', 'f() { echo one; echo two; }\nvm up $(f)', ['one two']],
    [
      'a list that is printed',
      `${A}printf '%s\\n' "\${A[@]}" | sort | xargs -n1 vm up`,
      ['one two'],
    ],
    ['xargs with a place', 'echo one | xargs -I{} vm up {} --quick', ['one --quick']],
    [
      'a loop that reads',
      `${A}printf '%s\\n' "\${A[@]}" | while read -r x; do vm up "$x"; done`,
      ['one', 'two'],
    ],
    [
      'a here document',
      'while read -r x _; do vm up "$x"; done <<EOF\none 1\ntwo 2\nEOF',
      ['one', 'two'],
    ],
    ['a here string', 'IFS=, read -ra A <<< "one,two"\nvm up "${A[@]}"', ['one two']],
    ['a file', 'while read -r x; do vm up "$x"; done < vms/names.txt', ['one', 'two']],
    ['a file into an array', 'mapfile -t A < vms/names.txt\nvm up "${A[@]}"', ['one two']],
    ['either of two', 'x=one\nif [ "$q" ]; then x=two; fi\nvm up $x', ['one|two']],
    ['one of two', 'if [ "$q" ]; then x=one; else x=two; fi\nvm up $x', ['one|two']],
    ['a default', 'vm up "${BOX:-one}"', ['<given>|one']],
    ['a default list', 'for x in ${A:-one two}; do vm up $x; done', ['<given>', 'one', 'two']],
    [
      'a default for all arguments',
      `${A}set_up() { for x in "\${@:-one}"; do vm up $x; done; }\nset_up`,
      ['one'],
    ],
    [
      'arguments or all',
      `${A}c=("$@"); ((\${#c[@]})) || c=("\${A[@]}")\nvm up "\${c[@]}"`,
      ['one two <given>'],
    ],
    [
      'set --',
      '[ $# -gt 0 ] || set -- one two\nfor x in "$@"; do vm up $x; done',
      ['one', 'two', '<given>'],
    ],
    [
      'an ending that is cut',
      'x=one.local\nvm up "${x%.*}" "${x#*.}" "${x/one/two}" "${x^^}"',
      ['one local two.local ONE.LOCAL'],
    ],
    ['a name by name', 'one=two\nn=one\nvm up "${!n}"', ['two']],
    [
      'case of a known value',
      'for x in a b; do case $x in a) y=one;; *) y=two;; esac; vm up $y; done',
      ['one', 'one|two'],
    ],
    ['case of an argument', 'case "$1" in one|two) vm up "$1";; *) echo no;; esac', ['one|two']],
    ['a prefix', 'sudo -E timeout -k 5 900 env A=b vm up one', ['one']],
    ['a program by its variable', 'VM=${VM:-/usr/bin/vm}\n"$VM" up one', ['one']],
    ['a background job', 'vm up one & vm up two & wait', ['one', 'two']],
    ['a trap', `x=one\ntrap 'vm up "$x"' EXIT`, ['one']],
    ['a shell in the shell', `bash -c 'vm up "$1"' _ one`, ['one']],
    ['eval', 'eval "vm up one"', ['one']],
    ['backticks', 'vm up `echo one`', ['one']],
    [
      'a script that is read',
      '. "$(dirname "$0")/lib.sh"\nfor x in "${NAMES[@]}"; do up "$x"; done',
      ['one', 'two'],
    ],
    [
      'a script beside this one',
      'cd "$(dirname "${BASH_SOURCE[0]}")"\nsource ./lib.sh\nup one',
      ['one'],
    ],
    [
      'what is passed over on purpose',
      'for x in one two; do [ $x = two ] && continue; vm up $x; done',
      ['one', 'two'],
    ],
    [
      'what another program prints',
      'for x in $(vagrant status | cut -d" " -f1); do vm up $x; done',
      ['<vagrant>'],
    ],
    [
      'the same through a function',
      'names() { vagrant status | awk 1; }\nmapfile -t A < <(names)\nvm up "${A[@]}"',
      ['<vagrant>'],
    ],
    ['an argument', 'vm up "$1"', ['<given>']],
    ['files that there are', 'for x in boxes/*; do vm up $x; done', ['<doubt>']],
    ['a number that is computed', 'vm up "n$((i + 1))"', ['<doubt>']],
  ])('%s', async (_title, script, names) => {
    expect(await upped(script)).toEqual(names);
  });
});

describe('where a word was written', () => {
  it.each<[string, string, string[]]>([
    ['in the call', 'vm up one', ['scripts/run.sh:1:7']],
    [
      'in an array',
      '\nA=(one\n  two)\nvm up "${A[@]}"',
      ['scripts/run.sh:2:4', 'scripts/run.sh:3:3'],
    ],
    [
      'in a text of several words',
      'A="one two"\nvm up $A',
      ['scripts/run.sh:1:4', 'scripts/run.sh:1:8'],
    ],
    ['as a key', 'declare -A A=([one]=1)\nvm up "${!A[@]}"', ['scripts/run.sh:1:16']],
    ['in a here document', 'while read x; do vm up $x; done <<E\none\nE', ['scripts/run.sh:2:1']],
    ['in an argument of a function', 'f() { vm up $1; }\nf one', ['scripts/run.sh:2:3']],
    ['in a pattern', 'case $1 in\none) vm up $1;; esac', ['scripts/run.sh:2:1']],
    ['in a text that is a script', "bash -c '\nvm up one'", ['scripts/run.sh:2:7']],
    [
      'in another script',
      '. scripts/lib.sh\nvm up "${NAMES[@]}"',
      ['scripts/lib.sh:2:8', 'scripts/lib.sh:2:12'],
    ],
    ['put together', 'x=e\nvm up on$x', ['scripts/run.sh:2:7']],
  ])('%s', async (_title, script, places) => {
    const { calls } = await readBash(script, 'scripts/run.sh', host);
    const atoms = calls.flatMap(({ words }) => words.slice(1)).flat();
    const found = atoms.map((atom) => (atom.kind === 'text' ? atom.origin.place : undefined));
    expect(found.map((at) => at && `${at.file}:${at.line}:${at.column}`)).toEqual(places);
  });
});

describe('what cannot be followed', () => {
  it.each<[string, string, string]>([
    [
      'a mistake',
      'vm up one\nfor x in a; do',
      "2:15 It cannot be read: expected command after 'do'.",
    ],
    [
      'a script that is missing',
      '. ./missing.sh',
      "1:1 It reads './missing.sh', which was not found.",
    ],
    ['a text from elsewhere', 'eval "$(curl x)"', '1:1 It runs a text that is not known.'],
    ['a function without an end', 'f() { f; }; f', '1:5 Functions call each other without an end.'],
    [
      'a deep nest',
      `f() { ${'{ '.repeat(200)}f${'; }'.repeat(200)}; }; f`,
      '1:1 It is nested too deeply.',
    ],
    [
      'a loop without an end',
      `a='for x in {1..200}; do'\neval "$a $a $a :; done; done; done"`,
      'There is too much to follow.',
    ],
  ])('%s', async (_title, script, message) => {
    const { unknown } = await readBash(script, 'scripts/run.sh', host);
    expect(unknown.map((one) => `${one.line}:${one.column} ${one.message}`).join('\n')).toContain(
      message,
    );
  });

  it('is not what the system has, nor what was understood', async () => {
    const { unknown } = await readBash(
      '. /etc/os-release\n. ~/.profile\n. scripts/lib.sh\nvm up one',
      's.sh',
      host,
    );
    expect(unknown).toEqual([]);
  });
});

it('tells which files it looked at', async () => {
  const script = '. scripts/lib.sh\n. ./none.sh\ncat vms/names.txt';
  const { files } = await readBash(script, 'scripts/run.sh', host);
  expect(files).toEqual(['scripts/lib.sh', 'none.sh', 'vms/names.txt']);
});
