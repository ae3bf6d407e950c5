// Programs that start the program they are given.
import { GIVEN, onlyText, split } from '../values';
import type { Field } from '../words/expand';
import { type Builtin, fieldsOfLines, hasOption, isOption } from './builtin';

interface Wrapper {
  /** Options that are followed by a value. */
  readonly withValue?: RegExp;
  /** How many words of its own come before the program. */
  readonly own?: number;
}

/** A new one: one line here. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  builtin: {},
  chronic: {},
  command: {},
  env: { withValue: /^-[uCS]$/ },
  exec: { withValue: /^-a$/ },
  flock: { withValue: /^-[wE]$/, own: 1 },
  ionice: { withValue: /^-[cn]$/ },
  nice: { withValue: /^-n$/ },
  nohup: {},
  npx: { withValue: /^(-p|--package)$/ },
  pnpm: {},
  setsid: {},
  stdbuf: { withValue: /^-[ioe]$/ },
  sudo: { withValue: /^-[ugCDhpRTU]$/ },
  time: { withValue: /^-[of]$/ },
  timeout: { withValue: /^-[ks]$/, own: 1 },
  unbuffer: {},
  yarn: {},
};

const wrapped =
  ({ withValue, own = 0 }: Wrapper): Builtin =>
  ({ words, origin }, run) => {
    if (hasOption(words.slice(0, 1), 'v')) return;
    run.session.parts.runWords(behind(words, withValue, own), origin, run);
  };

const ASSIGNMENT = /^\w+=/;

function behind(words: readonly Field[], withValue: RegExp | undefined, own: number): Field[] {
  let [at, left] = [0, own];
  for (; at < words.length; at += 1) {
    const [word] = words.slice(at);
    const option = onlyText(word?.value) ?? '';
    if (word !== undefined && isOption(word)) at += withValue?.test(option) === true ? 1 : 0;
    else if (left > 0) left -= 1;
    else if (!ASSIGNMENT.test(option)) break;
  }
  return words.slice(at);
}

const XARGS_WITH_VALUE = /^-[adEIiLlnPs]$/;

/** The words it reads come behind those it is given, or where they are wanted. */
const xargs: Builtin = ({ words, origin }, run) => {
  const at = words.findIndex(({ value }) => /^-I/.test(onlyText(value) ?? ''));
  const attached = onlyText(words[at]?.value)?.slice(2) ?? '';
  const mark = at === -1 ? undefined : attached || onlyText(words[at + 1]?.value);
  const lines = (run.input?.left ?? [GIVEN]).flatMap((line) => split(line));
  const command = behind(words, XARGS_WITH_VALUE, 0);
  const read = fieldsOfLines(lines);
  const all =
    mark === undefined
      ? [...command, ...read]
      : command.flatMap((word) => (onlyText(word.value) === mark ? read : [word]));
  run.session.parts.runWords(all, origin, { ...run, input: undefined });
};

export const wrappers: Readonly<Record<string, Builtin>> = {
  ...Object.fromEntries(
    Object.entries(WRAPPERS).map(([name, wrapper]) => [name, wrapped(wrapper)]),
  ),
  xargs,
};
