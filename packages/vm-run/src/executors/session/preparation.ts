import { readFileSync } from 'node:fs';
import { UserError } from '@flightline/core/errors';
import type { Channel, GuestResult } from '../../channels';
import type { Preparation } from '../../drivers';
import type { BoxPlan } from './plan';

/** Last lines of the script that its error shows. */
const SHOWN_LINES = 15;

/** The script of the option `prepare` as a step on the way of a machine; `timeout` in ms. Raises PREPARE_FAILED. */
export function preparationOf(
  { box, prepare }: BoxPlan,
  timeout: number,
): { prepare?: Preparation } {
  if (prepare === undefined) return {};
  const { prepare: name } = box.options;
  const run = async (channel: Channel, signal: AbortSignal) => {
    const result = await channel.exec(['sh', '-c', SCRIPT], {
      ...{ asRoot: true, signal, timeout, env: { FLIGHTLINE_BOX: box.name } },
      stdin: readFileSync(prepare.path),
    });
    signal.throwIfAborted();
    if (result.ending === 'exited' && result.exitCode === 0) return;
    throw prepareFailed(box.name, name, result);
  };
  return { prepare: { digest: prepare.digest, run } };
}

/** A file and no input of a shell: the script may start with any `#!`, and read its own input. */
const SCRIPT = `
script=$(mktemp) && cat >"$script" && chmod 700 "$script" || exit
"$script" </dev/null
status=$?
rm -f "$script"
exit $status`;

function prepareFailed(
  box: string,
  name: string,
  { ending, exitCode, stdout, stderr }: GuestResult,
): UserError {
  const how = ending === 'exited' ? `ended with exit code ${exitCode}` : `did not end: ${ending}`;
  const lines = [...stdout.split('\n'), ...stderr.split('\n')].filter((line) => line !== '');
  return new UserError(
    'PREPARE_FAILED',
    `'${name}' ${how} in '${box}'.`,
    `Mend the script; its time limit is the option 'timeouts.prepare'.`,
    { problems: lines.slice(-SHOWN_LINES).map((message) => ({ message })) },
  );
}
