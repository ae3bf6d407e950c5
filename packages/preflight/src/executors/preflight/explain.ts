import { createColors } from 'picocolors';
import type { Check, SettingSchema } from '@flightline/core/check';
import { UserError } from '@flightline/core/errors';

const paint = createColors(true);

/** What there is to know about a check. Raises OPTIONS_INVALID when there is none of that id. */
export function explain(id: string, checks: readonly Check[]): string[] {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) {
    const ids = checks.map((one) => one.id).join(', ');
    throw new UserError('OPTIONS_INVALID', `There is no check '${id}'.`, `There are: ${ids}.`);
  }
  const { stage, title, why, fix, settings } = check;
  const known = Object.entries({ level: LEVEL, ...settings?.properties });
  const width = Math.max(...known.map(([name]) => name.length));
  return [
    `${paint.bold(id)}  ${title}`,
    `  ${paint.cyan('stage:')} ${stage}`,
    `  ${paint.cyan('why:')}   ${why}`,
    `  ${paint.cyan('fix:')}   ${fix}`,
    `  ${paint.cyan('settings')}, in the option 'checks' below '${id}':`,
    ...known.map(([name, setting]) => `    ${name.padEnd(width)}  ${describe(setting)}`),
  ];
}

/** What every check can be set to. */
const LEVEL: SettingSchema = {
  description: "What it finds makes the run 'fail' or is a 'warn'ing; 'off' leaves it out.",
};

const describe = ({ description, default: value }: SettingSchema): string =>
  `${description}${value === undefined ? '' : ` Default: ${JSON.stringify(value)}`}`;
