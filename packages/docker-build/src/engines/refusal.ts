// Why no engine here will do, and what next.
import { EnvironmentError, type Problem } from '@flightline/core/errors';
import type { HostFacts, Setup } from './engine';
import { rootlessProblems } from './rootless';

export interface Refusal {
  readonly title: string;
  readonly because: string;
  /** Options that the setup does not have; it was not tried then. */
  readonly lacks: readonly string[];
}

/** What engines say of a host that can be mended, and how. */
const REMEDIES: readonly (readonly [says: RegExp, hint: string])[] = [
  [/permission denied.*docker/i, 'sudo usermod -aG docker "$USER", then log in again'],
  [/cannot connect to the docker daemon/i, 'sudo systemctl start docker'],
];

export const quoted = (names: readonly string[]): string =>
  names.map((name) => `'${name}'`).join(', ');

const problemsOf = (refused: readonly Refusal[]): Problem[] =>
  refused.map(({ title, because }) => {
    const [, hint] = REMEDIES.find(([says]) => says.test(because)) ?? [];
    return { key: title, message: because, ...(hint === undefined ? {} : { hint }) };
  });

/** Everything works, but for an option; `others` are setups of other engines that have it. */
export function lackingOption(
  engine: string,
  refused: readonly Refusal[],
  others: readonly Setup[],
): EnvironmentError {
  const options = quoted([...new Set(refused.flatMap(({ lacks }) => lacks))]);
  const names = others.map(({ choices, title }) => `'${choices.at(-1)}' (${title})`).join(', ');
  return new EnvironmentError(
    'ENGINE_LACKS',
    engine === 'auto'
      ? `No container engine here works and has all the options of this build: ${options}.`
      : `'${engine}' here does not have all the options of this build: ${options}.`,
    others.length === 0
      ? 'Leave the options out, or install an engine that has them; no other one here does.'
      : `Leave the options out, or set 'engine' to one that has them here: ${names}.`,
    { problems: problemsOf(refused) },
  );
}

const isDocker = (engine: string): boolean => engine.startsWith('docker');

/** Of Debian and Ubuntu. */
function packageOf(engine: string): string {
  if (isDocker(engine)) return 'docker.io';
  return engine === 'auto' ? 'buildah' : engine;
}

/** Nothing works, each for its own reason. */
export function unusable(
  engine: string,
  network: string | undefined,
  refused: readonly Refusal[],
  { account, findCommands }: HostFacts,
): EnvironmentError {
  if (refused.length === 0) {
    return new EnvironmentError(
      'ENGINE_UNUSABLE',
      engine === 'auto' ? 'No container engine is installed.' : `'${engine}' is not installed.`,
      `Install one, e.g. with: sudo apt-get install ${packageOf(engine)}`,
    );
  }
  const who = engine === 'auto' ? 'No container engine can' : `'${engine}' cannot`;
  const how = network === undefined ? '' : ` with the network '${network}'`;
  const ofUser =
    account === undefined || isDocker(engine) ? [] : rootlessProblems(account, findCommands);
  return new EnvironmentError(
    'ENGINE_UNUSABLE',
    `${who} build${how} on this host. Each was tried with a build of a few bytes.`,
    ofUser.length === 0
      ? "Repair one of them, or choose another with the option 'engine'."
      : `Give this user what engines need that work without root:\n${[...new Set(ofUser.map(({ hint }) => hint))].join('\n')}`,
    { problems: [...problemsOf(refused), ...ofUser] },
  );
}
