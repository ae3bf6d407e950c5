// Which words of a command are names of machines.
import type { ProgramCall, Value } from '@flightline/core/readers/bash';

/** What a command says about machines. */
interface Said {
  /** Words that are names. */
  readonly names: readonly Value[];
  /** It is for all machines there are. */
  readonly isForAll: boolean;
}

const NOTHING: Said = { names: [], isForAll: false };

const wordOf = (value: Value | undefined): string | undefined => {
  const [atom, ...others] = value ?? [];
  return atom?.kind === 'text' && others.length === 0 ? atom.text : undefined;
};

/** Options of Vagrant that are followed by a value. */
const WITH_VALUE = new Set(
  '-c --command -e --elevated --provider --provision-with --host --output --base --include --vagrantfile --name -t --timeout --plugin'.split(
    ' ',
  ),
);

type Pick = (operands: readonly Value[]) => readonly Value[];
const all: Pick = (operands) => operands;
const first: Pick = (operands) => operands.slice(0, 1);
const third: Pick = (operands) => operands.slice(2, 3);
/** `snapshot save [name] <snapshot>` */
const beforeLast: Pick = (operands) => operands.slice(1, -1);

/** Commands of Vagrant that are for machines, and which of their words name them (`vagrant <command> --help`). */
const VAGRANT: Readonly<Record<string, Pick>> = {
  destroy: all,
  halt: all,
  package: first,
  port: first,
  powershell: first,
  provision: all,
  rdp: first,
  reload: all,
  resume: all,
  rsync: all,
  'rsync-auto': all,
  snapshot: beforeLast,
  ssh: first,
  'ssh-config': all,
  status: all,
  suspend: all,
  up: all,
  upload: third,
  winrm: all,
  'winrm-config': all,
};

function vagrant([command, ...words]: readonly Value[]): Said {
  const pick = VAGRANT[wordOf(command) ?? ''];
  if (pick === undefined) return NOTHING;
  const operands = operandsOf(words);
  return { names: pick(operands), isForAll: wordOf(command) === 'up' && operands.length === 0 };
}

function operandsOf(words: readonly Value[]): Value[] {
  const end = words.findIndex((word) => wordOf(word) === '--');
  const own = end === -1 ? words : words.slice(0, end);
  return own.filter((word, index) => {
    const before = wordOf(own[index - 1]);
    if (before !== undefined && WITH_VALUE.has(before)) return false;
    return wordOf(word)?.startsWith('-') !== true;
  });
}

/** Targets of a box project. */
const BOX_TARGETS = new Set(['vm-run', 'vm-image', 'vm-up', 'vm-ssh', 'vm-down']);

/** `nx run <box>:vm-run`, `nx vm-run <box>`, `nx run-many -t vm-run -p <box>,<box>`, `--boxes=<box>,<box>` */
function nx(words: readonly Value[]): Said {
  const [command, target] = words.map(wordOf);
  const isMany =
    command === 'run-many' && words.some((word) => BOX_TARGETS.has(wordOf(word) ?? ''));
  const options = isMany ? ['-p', '--projects', '--boxes'] : ['--boxes'];
  const names = words.flatMap((word, index) => listed(word, words[index - 1], options));
  if (command === 'run') return { names: [...names, ...ofTask(words[1])], isForAll: false };
  if (command !== undefined && BOX_TARGETS.has(command) && target !== undefined) {
    return { names: [...names, ...words.slice(1, 2)], isForAll: false };
  }
  return { names, isForAll: isMany && names.length === 0 };
}

/** `<box>:vm-run` */
function ofTask(word: Value | undefined): Value[] {
  return (word ?? []).flatMap((atom): Value[] => {
    if (atom.kind !== 'text') return [];
    const [project = '', target = ''] = atom.text.split(':');
    return BOX_TARGETS.has(target) && project !== '' ? [[{ ...atom, text: project }]] : [];
  });
}

/** The names in `--boxes=a,b` and in what follows `--boxes`. */
function listed(word: Value, before: Value | undefined, options: readonly string[]): Value[] {
  return word.flatMap((atom): Value[] => {
    if (atom.kind !== 'text') return [];
    const option = options.find((one) => atom.text.startsWith(`${one}=`));
    const list =
      option === undefined
        ? options.includes(wordOf(before) ?? '')
          ? atom.text
          : ''
        : atom.text.slice(option.length + 1);
    const names = list.split(',').filter((name) => /^[\w.-]+$/.test(name));
    return names.map((name) => [
      { ...atom, text: name, origin: atom.origin.of(name, atom.text.indexOf(name)) },
    ]);
  });
}

/** Programs that know machines. A new one: one line here. */
const PROGRAMS: Readonly<Record<string, (words: readonly Value[]) => Said>> = { nx, vagrant };

export const knowsMachines = (program: string): boolean => Object.hasOwn(PROGRAMS, program);

export const saidBy = ({ program, words }: ProgramCall): Said =>
  PROGRAMS[program]?.(words) ?? NOTHING;
