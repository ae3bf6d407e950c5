// What vm-run does inside a box, in terms of the channel. The places are part of the runner's contract.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EnvironmentError } from '@flightline/core/errors';
import type { BoxOptions } from '@flightline/core/model';
import type { Argv } from '@flightline/core/process';
import { type Channel, guestDiskFull } from '../../channels';
import type { Preparation, Survey } from '../../drivers';

/** Where artifact and runner go, in folders of the names that they have there. */
const GUEST_ROOT = '/mnt';
const [ARTIFACTS, RUNNER] = ['artifacts', 'runner'];

const GUEST_ARTIFACTS = join(GUEST_ROOT, ARTIFACTS);

/** Where the runner stands in the guest. */
export const guestRunner = (runner: string): string => join(GUEST_ROOT, RUNNER, basename(runner));

/** Makes the folders of the runner's contract, which are the box's user's. `timeout` in ms. */
export function makeFolders({ user, reports }: BoxOptions, timeout: number): Preparation {
  const argv: Argv = [
    'install',
    '-d',
    '-o',
    user,
    GUEST_ARTIFACTS,
    join(GUEST_ROOT, RUNNER),
    reports,
  ];
  const run = async (channel: Channel, signal: AbortSignal) => {
    const result = await channel.exec(argv, { asRoot: true, signal, timeout });
    signal.throwIfAborted();
    if (result.ending === 'exited' && result.exitCode === 0) return;
    const full = guestDiskFull(reports, result.stderr);
    if (full !== undefined) throw full;
    const ending = result.ending === 'exited' ? `exit code ${result.exitCode}` : result.ending;
    throw new EnvironmentError(
      'CHANNEL_FAILED',
      `The folders for the runner could not be made in the guest (${ending}): ${result.stderr || result.stdout || 'it said nothing'}`,
      "Look into the box's console.log; the image must bring 'sudo' without a password, or set the option 'user' to root.",
    );
  };
  return { digest: digestOf(argv.join('\0')), run };
}

/**
 * Puts the content of the artifact and the runner, executable, into these folders, in one go. What that takes on this
 * host is left in `within`. Raises what a push raises.
 */
export async function furnishGuest(
  channel: Channel,
  { artifact, runner }: { artifact: string; runner: string },
  within: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = mkdtempSync(join(within, 'push-'));
  mkdirSync(join(folder, RUNNER));
  const copy = join(folder, RUNNER, basename(runner));
  copyFileSync(runner, copy);
  chmodSync(copy, 0o755);
  symlinkSync(artifact, join(folder, ARTIFACTS));
  await channel.push(folder, GUEST_ROOT, { signal, paths: [RUNNER, `${ARTIFACTS}/.`] });
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
  digest: digestOf(ASK),
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

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
