import { EnvironmentError, type FlightlineError, UserError } from '../errors';
import { type BootstrapPlan, KEYRING } from './plan';
import { TRIED_SUITES, quoted } from './suites';

type Failure = (plan: BootstrapPlan, match: RegExpMatchArray, output: string) => FlightlineError;

const diskFull: Failure = ({ target }) =>
  new EnvironmentError(
    'DISK_FULL',
    `There is no space left for '${target}'.`,
    'Free some space there and in the folder for temporary files ($TMPDIR, /tmp).',
  );

const unknownSuite: Failure = ({ suite, mirror }) =>
  new UserError(
    'SUITE_UNKNOWN',
    `The mirror '${mirror}' has no suite '${suite}'.`,
    `Is it spelled right? Tried are ${quoted(TRIED_SUITES)}. A suite that left Debian's mirrors stands on http://archive.debian.org/debian: name that in FLIGHTLINE_DEBIAN_MIRROR.`,
  );

const unknownPackages: Failure = ({ suite }, _match, output) => {
  const names = [...output.matchAll(UNKNOWN_PACKAGE)].map(([, one, other]) => one ?? other ?? '');
  return new UserError(
    'PACKAGE_UNKNOWN',
    `Suite '${suite}' does not have what was asked for: ${quoted([...new Set(names)])}.`,
    `Look the name up at https://packages.debian.org/${suite}/.`,
  );
};

const unreachable: Failure = ({ mirror }, [said]) =>
  new EnvironmentError(
    'MIRROR_UNREACHABLE',
    `The mirror '${mirror}' does not answer: ${said}.`,
    'Is the network up? Another mirror can be named in FLIGHTLINE_DEBIAN_MIRROR, a proxy in http_proxy.',
  );

const undelivered: Failure = ({ mirror }, [said]) =>
  new EnvironmentError(
    'MIRROR_UNREACHABLE',
    `The mirror '${mirror}' did not deliver: ${said}.`,
    'A mirror in the middle of an update does that: try again in some minutes, or name another one in FLIGHTLINE_DEBIAN_MIRROR.',
  );

const unsigned: Failure = ({ mirror, suite }) =>
  new EnvironmentError(
    'TOOL_FAILED',
    `No key of this host's Debian keyring signed suite '${suite}' of '${mirror}'.`,
    'A suite newer than the keyring needs a newer one: sudo apt-get install debian-archive-keyring',
  );

const noKeyring: Failure = () =>
  new EnvironmentError(
    'TOOL_MISSING',
    `The keyring '${KEYRING}' is not there, and without it no Debian archive can be trusted.`,
    'Install it with: sudo apt-get install debian-archive-keyring',
  );

const noNamespace: Failure = (_plan, [said]) =>
  new EnvironmentError(
    'TOOL_FAILED',
    `mmdebstrap cannot make a user namespace: ${said.trim()}.`,
    'Without root it needs newuidmap (sudo apt-get install uidmap), a line for you in /etc/subuid and in /etc/subgid, and unprivileged user namespaces allowed. Or run as root.',
  );

const UNKNOWN_PACKAGE =
  /E: (?:Unable to locate package (\S+)|Package '(\S+)' has no installation candidate)/g;

/** What apt and mmdebstrap say, and what it means; the first that fits. Said by apt 2.2 to 3.0. */
const FAILURES: readonly (readonly [said: RegExp, failure: Failure])[] = [
  [/No space left on device|Disk quota exceeded|don't have enough free space/, diskFull],
  [new RegExp(UNKNOWN_PACKAGE.source), unknownPackages],
  [
    /Could not (?:resolve|connect)[^\n]*?(?=\.?$)|Temporary failure resolving[^\n]*|Connection (?:timed out|failed)/m,
    unreachable,
  ],
  [/does not have a Release file/, unknownSuite],
  [new RegExp(`${KEYRING}[^\\n]*(?:does not exist|No such file)`), noKeyring],
  [/NO_PUBKEY|public key is not available/, unsigned],
  [/Hash Sum mismatch|Failed to fetch [^\n]+|Unable to fetch some archives/, undelivered],
  [/[^\n:]*(?:\/etc\/sub[ug]id|new[ug]idmap|unshare\()[^\n]*/, noNamespace],
];

/** The error for a bootstrap that did not end well. */
export function bootstrapFailed(
  plan: BootstrapPlan,
  output: string,
  ending: string,
): FlightlineError {
  for (const [said, failure] of FAILURES) {
    const match = said.exec(output);
    if (match !== null) return failure(plan, match, output);
  }
  const complaints = output.split('\n').filter((line) => /^E: /.test(line));
  return new EnvironmentError(
    'TOOL_FAILED',
    `No root file system of suite '${plan.suite}' could be made: 'mmdebstrap' ${ending}.`,
    `Try it by hand: ${plan.argv.map(shown).join(' ')}`,
    { problems: [...new Set(complaints)].map((message) => ({ message })) },
  );
}

/** A word as it can be pasted into a shell. */
function shown(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
