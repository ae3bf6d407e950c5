// What vm-run does inside a box, in terms of the channel. The places are part of the runner's contract.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { EnvironmentError } from '@flightline/core/errors';
import type { BoxOptions } from '@flightline/core/model';
import { type Channel, guestDiskFull } from '../../channels';
import type { Survey } from '../../drivers';

export const GUEST_ARTIFACTS = '/mnt/artifacts';
const GUEST_RUNNER_DIR = '/mnt/runner';

/** Where the runner stands in the guest. */
export const guestRunner = (runner: string): string => `${GUEST_RUNNER_DIR}/${basename(runner)}`;

/**
 * POSIX sh for root: $1 the user, $2 the runner's path, then folders. What is made is the user's. The name /dev/stdin
 * would not do: a channel's stdin may be a socket, which nobody can open. Each program costs an emulated guest 30 ms.
 */
const PLACE = `
user=$1 runner=$2; shift 2
install -d -o "$user" "$@" && install -m 755 -o "$user" /dev/null "$runner" && cat >"$runner"`;

/** Makes the folders of the runner's contract, and puts the runner there, executable; all of it is the box's user's. */
export async function placeRunner(
  channel: Channel,
  runner: string,
  { user, reports }: BoxOptions,
  signal: AbortSignal,
): Promise<void> {
  const path = guestRunner(runner);
  const folders = [GUEST_ARTIFACTS, GUEST_RUNNER_DIR, reports];
  const result = await channel.exec(
    { script: PLACE, words: [user, path, ...folders] },
    {
      ...{ asRoot: true, signal },
      stdin: readFileSync(runner),
    },
  );
  if (result.ending === 'exited' && result.exitCode === 0) return;
  const full = guestDiskFull(path, result.stderr);
  if (full !== undefined) throw full;
  const ending = result.ending === 'exited' ? `exit code ${result.exitCode}` : result.ending;
  throw new EnvironmentError(
    'CHANNEL_FAILED',
    `The runner could not be put at '${path}' in the guest (${ending}): ${result.stderr || result.stdout || 'it said nothing'}`,
    "Look into the box's console.log; the image must bring 'sudo' without a password, or set the option 'user' to root.",
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
const ASK = `
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
export const SURVEY: Survey = {
  digest: createHash('sha256').update(ASK).digest('hex'),
  run: async (channel, signal) => {
    const options = { signal, maxCapture: 16 * 1024 };
    const { stdout } = await channel.exec({ script: ASK, words: [] }, options);
    const pairs = stdout.split('\n').flatMap((line): [string, string][] => {
      const [, name, value] =
        /^(os|kernel|arch|libc|libstdcxx|python)=([^\p{Cc}]{1,200})$/u.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(pairs);
  },
};
