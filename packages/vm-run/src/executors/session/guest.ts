// What vm-run does inside a box, in terms of the channel. The places are part of the runner's contract.
import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { EnvironmentError } from '@flightline/core/errors';
import type { BoxOptions } from '@flightline/core/model';
import type { Argv } from '@flightline/core/process';
import { type Channel, guestDiskFull } from '../../channels';

export const GUEST_ARTIFACTS = '/mnt/artifacts';
const GUEST_RUNNER_DIR = '/mnt/runner';

/** Where the runner stands in the guest. */
export const guestRunner = (runner: string): string => `${GUEST_RUNNER_DIR}/${basename(runner)}`;

/** Makes the folders of the runner's contract, owned by the box's user. */
export async function makeFolders(
  channel: Channel,
  { user, reports }: BoxOptions,
  signal: AbortSignal,
): Promise<void> {
  const install: Argv = ['install', '-d', '-o', user, GUEST_ARTIFACTS, GUEST_RUNNER_DIR, reports];
  await demand(channel, user === 'root' ? install : ['sudo', '-n', ...install], signal);
}

/** Puts the runner script into the guest, executable. */
export async function pushRunner(
  channel: Channel,
  runner: string,
  signal: AbortSignal,
): Promise<void> {
  await demand(
    channel,
    // The name /dev/stdin would not do: a channel's stdin may be a socket, which nobody can open.
    ['sh', '-c', 'cat >"$1" && chmod 755 "$1"', 'sh', guestRunner(runner)],
    signal,
    readFileSync(runner),
  );
}

/** The runner's contract: what it can rely on finding in its environment. */
export function runnerEnv(
  box: string,
  { reports, runnerEnv: extra }: BoxOptions,
): Record<string, string> {
  return {
    ...extra,
    FLIGHTLINE_BOX: box,
    FLIGHTLINE_ARTIFACTS: GUEST_ARTIFACTS,
    FLIGHTLINE_REPORTS: reports,
  };
}

/**
 * Facts of the guest, each printed as `name=value`; what a guest cannot tell is left out. Each program costs an emulated
 * guest 30 ms, hence few.
 */
const FACTS_SCRIPT = `
. /etc/os-release 2>/dev/null && echo "os=$PRETTY_NAME"
set -- $(uname -rm)
echo "kernel=$1"
echo "arch=$2"
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) && echo "libc=$libc"
for lib in /usr/lib/*/libstdc++.so.6 /usr/lib64/libstdc++.so.6; do
  real=$(readlink -e "$lib") && echo "libstdcxx=\${real##*.so.}" && break
done
real=$(readlink -e /usr/bin/python3) && echo "python=\${real##*/python}"
true
`;

/** What the guest says about itself; an empty answer when it says nothing. Values are cut to 200 characters. */
export async function guestFacts(
  channel: Channel,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { stdout } = await channel.exec(['sh', '-c', FACTS_SCRIPT], {
    signal,
    maxCapture: 16 * 1024,
  });
  const pairs = stdout.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] =
      /^(os|kernel|arch|libc|libstdcxx|python)=([^\p{Cc}]{1,200})$/u.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs);
}

async function demand(
  channel: Channel,
  argv: Argv,
  signal: AbortSignal,
  stdin?: Uint8Array,
): Promise<void> {
  const result = await channel.exec(argv, { signal, ...(stdin === undefined ? {} : { stdin }) });
  if (result.ending === 'exited' && result.exitCode === 0) return;
  const full = guestDiskFull(argv.at(-1) ?? '', result.stderr);
  if (full !== undefined) throw full;
  const ending = result.ending === 'exited' ? `exit code ${result.exitCode}` : result.ending;
  throw new EnvironmentError(
    'CHANNEL_FAILED',
    `'${argv.join(' ')}' did not work in the guest (${ending}): ${result.stderr || result.stdout || 'it said nothing'}`,
    "Look into the box's console.log; the image must bring 'sudo' without a password, or set the option 'user' to root.",
  );
}
