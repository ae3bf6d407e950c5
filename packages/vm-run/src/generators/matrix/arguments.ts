import type { Problem } from '@flightline/core/errors';
import { hostLabel } from '../import/hostnames';
import type { Answer } from '../import/import';
import { QUESTIONS } from '../import/questions';

export interface Arguments {
  env: Record<string, string>;
  answers: Record<string, Answer>;
  problems: Problem[];
}

/** What `--env NAME=value` and `--set machine.key=value` say, each as often as wanted. */
export function readArguments(env: readonly string[] = [], set: readonly string[] = []): Arguments {
  const result: Arguments = { env: {}, answers: {}, problems: [] };
  for (const text of rejoined(env)) readVariable(text, result);
  for (const text of rejoined(set)) readAnswer(text, result);
  return result;
}

/** Nx takes a single argument with commas for a list. */
function rejoined(texts: readonly string[]): string[] {
  return texts.reduce<string[]>((all, text) => {
    const before = all.at(-1);
    return text.includes('=') || before === undefined
      ? [...all, text]
      : [...all.slice(0, -1), `${before},${text}`];
  }, []);
}

function readVariable(text: string, { env, problems }: Arguments): void {
  const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    problems.push({ key: 'env', message: `'${text}' is not of the form NAME=value.` });
  else env[name] = value;
}

const FIELDS = QUESTIONS.map(({ field }) => field);
const ANSWER = new RegExp(`^(.+)\\.(${FIELDS.join('|')})=(.+)$`);

function readAnswer(text: string, { answers, problems }: Arguments): void {
  const [, machine, field, value] = ANSWER.exec(text) ?? [];
  if (machine === undefined || field === undefined || value === undefined) {
    const message = `'${text}' is not of the form <machine>.<key>=<value>; keys are ${FIELDS.join(', ')}.`;
    problems.push({ key: 'set', message });
    return;
  }
  const isNumber = field === 'memory' || field === 'cpus';
  if (isNumber && !/^\d+$/.test(value))
    problems.push({ key: 'set', message: `'${text}' names no number.` });
  if (field === 'hostname' && hostLabel(value) === undefined) {
    const message = `'${text}' names no host name: letters a-z, digits and inner hyphens only.`;
    problems.push({ key: 'set', message });
  }
  answers[machine] = { ...answers[machine], [field]: isNumber ? Number(value) : value };
}
