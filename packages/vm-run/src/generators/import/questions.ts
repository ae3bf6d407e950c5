// What a reading leaves open: what a box cannot be made without becomes a problem that says what to give, and the
// rest a remark. Nothing is guessed.
import type { Problem } from '@flightline/core/errors';
import type { Unknown, VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { boxesByProvider, providerName } from './derive';
import type { Answer, Import } from './import';

const NAME = /^[A-Za-z0-9][\w.-]*$/;

interface Question {
  field: keyof Answer;
  /** The last part of the path of a setting that says it. */
  settings: readonly string[];
  /** Words that say it among the values of a setting that says many things. */
  words?: readonly string[];
  example: string;
}

const BOX: Question = { field: 'box', settings: ['box'], example: '<name of a Vagrant box>' };

/** What can be answered with --set, in the order of messages. */
export const QUESTIONS: readonly Question[] = [
  BOX,
  { field: 'hostname', settings: ['hostname', 'host_name'], example: '<host name>' },
  {
    field: 'memory',
    settings: ['memory', 'maxmemory'],
    words: ['--memory', '--memsize', 'memsize'],
    example: '<MiB>',
  },
  {
    field: 'cpus',
    settings: ['cpus', 'cpu'],
    words: ['--cpus', 'numvcpus'],
    example: '<number>',
  },
];

/** Why a machine cannot become a box as it stands. */
export function machineProblems(machine: VagrantMachine, wanted: Import): Problem[] {
  const { name, file, line } = machine;
  if (!NAME.test(name)) {
    const message = `'${name}' cannot be the name of a box: letters, digits and inner . _ - only.`;
    return [{ file, line, message }];
  }
  const open = openQuestions(machine, wanted);
  const asked = open.some(({ question }) => question === BOX);
  return [
    ...(asked || hasBox(machine, wanted)
      ? []
      : [{ file, line, message: `Machine '${name}' has no box.`, hint: toGive(name, BOX) }]),
    ...providerProblems(machine, wanted),
    ...open.map(({ unknown, question }) => ({
      ...unknown,
      hint: `${unknown.hint} Or: ${toGive(name, question)}`,
    })),
  ];
}

/** Providers that name different boxes: which of them is meant stands nowhere. */
function providerProblems(machine: VagrantMachine, { answers = {}, provider }: Import): Problem[] {
  const { name, file, line } = machine;
  const boxes = boxesByProvider(machine);
  const isClear = provider !== undefined || answers[name]?.box !== undefined;
  if (isClear || new Set(boxes.values()).size < 2) return [];
  const each = [...boxes].map(([one, box]) => `${one} '${box}'`).join(', ');
  const message = `The box of machine '${name}' depends on the provider: ${each}.`;
  const hint = `Choose one with --provider=<name>. Or: ${toGive(name, BOX)}`;
  return [{ file, line, message, hint }];
}

/** What is unknown of a machine and needs no answer. */
export function machineRemarks(machine: VagrantMachine, wanted: Import): string[] {
  const open = new Set(openQuestions(machine, wanted).map(({ unknown }) => unknown));
  return machine.unknown.filter((unknown) => !open.has(unknown)).map(unknownRemark);
}

export function unknownRemark({ file, line, message, hint }: Unknown): string {
  return `${file ?? 'Vagrantfile'}:${line}: ${message} ${hint}`;
}

function toGive(machine: string, { field, example }: Question): string {
  return `Give it with --set ${machine}.${field}=${example}`;
}

function hasBox(machine: VagrantMachine, { answers = {}, provider }: Import): boolean {
  const chosen = machine.providers[providerName(machine, provider) ?? ''];
  return [answers[machine.name]?.box, machine.box, chosen?.box].some((box) => box !== undefined);
}

interface OpenQuestion {
  unknown: Unknown;
  question: Question;
}

function openQuestions(
  machine: VagrantMachine,
  { answers = {}, provider }: Import,
): OpenQuestion[] {
  const counts = providerName(machine, provider);
  return machine.unknown.flatMap((unknown) => {
    const question = questionOf(machine, unknown, counts);
    const answered =
      question !== undefined && answers[machine.name]?.[question.field] !== undefined;
    return question === undefined || answered ? [] : [{ unknown, question }];
  });
}

/** Which answer an unknown asks for; undefined when the box can do without, as for another provider's memory. */
function questionOf(
  { settings: all }: VagrantMachine,
  { key = '' }: Unknown,
  provider: string | undefined,
): Question | undefined {
  const [section, name] = key.split('.');
  if (section === 'provider' && provider !== undefined && name !== provider) return undefined;
  const values = all.filter(({ path }) => path === key).map((setting) => setting.values);
  const open = JSON.stringify(values.filter((one) => JSON.stringify(one).includes('"ruby"')));
  return QUESTIONS.find(
    ({ settings, words = [] }) =>
      settings.includes(key.split('.').at(-1) ?? '') ||
      words.some((word) => open.includes(`"${word}"`)),
  );
}
