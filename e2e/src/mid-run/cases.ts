import type { Verdict } from '@flightline/core/model';

/** Something that happens to a guest while its runner runs. */
export interface MidRun {
  name: string;
  /** The runner; where the guest outlives it, it leaves a report before it makes it happen. */
  script: string;
  verdict: Verdict;
  because: RegExp;
  /** What comes home. */
  reports: readonly string[];
  /** What the runner's log holds, where that is to be looked at. */
  log?: string;
}

const REPORT = 'echo early >"$FLIGHTLINE_REPORTS/early"';

/** Runs longer than any test waits. */
const LONG = 'sleep 100000';

const REBOOT: MidRun = {
  name: 'reboot',
  script: `sudo -n systemctl reboot; ${LONG}`,
  verdict: 'infra',
  because: /is gone\. The guest reset itself/,
  reports: [],
};

const PANIC: MidRun = {
  name: 'panic',
  script: `echo c | sudo -n tee /proc/sysrq-trigger; ${LONG}`,
  verdict: 'infra',
  because: /The guest reset itself.* the guest's kernel panicked \('.*sysrq/,
  reports: [],
};

const OUT_OF_MEMORY: MidRun = {
  name: 'memory',
  script: [REPORT, `exec python3 -c 'had = []\nwhile True: had.append(b"x" * 8388608)'`].join('\n'),
  verdict: 'failed',
  because: /exit code 137; before that, the guest ran out of memory \('.*Killed process .*python3/,
  reports: ['early'],
};

const READ_ONLY: MidRun = {
  name: 'read-only',
  script: [
    REPORT,
    'set -e',
    'sudo -n mount -o remount,errors=remount-ro /',
    'echo x | sudo -n tee /sys/fs/ext4/vda/trigger_fs_error',
    // A kernel may say that it is read-only and still write, when there is no journal.
    'echo u | sudo -n tee /proc/sysrq-trigger',
    "until grep -q ' / ext4 ro' /proc/mounts; do sleep 0.2; done",
    'echo late >"$FLIGHTLINE_REPORTS/late"',
  ].join('\n'),
  verdict: 'failed',
  because:
    /exit code \d+; before that, a file system of the guest became read-only \('.*EXT4-fs \(vda\)/,
  reports: ['early'],
};

/** The processes of sshd that hold connections, and not the one that takes new ones. */
const DROP = "sudo -n pkill -f '^sshd: [a-z]'";

const CONNECTION: MidRun = {
  name: 'connection',
  script: [
    REPORT,
    'echo one',
    DROP,
    'echo two; sleep 5; echo three',
    DROP,
    'echo late >"$FLIGHTLINE_REPORTS/late"; echo four',
  ].join('\n'),
  verdict: 'passed',
  because: /^$/,
  reports: ['early', 'late'],
  log: 'one\ntwo\nthree\nfour\n',
};

const NO_SSHD: MidRun = {
  name: 'no-sshd',
  script: `sudo -n systemctl stop ssh.service; sudo -n pkill -KILL sshd; ${LONG}`,
  verdict: 'infra',
  because: /^The connection to the guest was lost while the runner ran\.$/,
  reports: [],
};

/** For a host whose disk has a few dozen MiB. */
export const HOST_DISK: MidRun = {
  name: 'host-disk',
  script: `dd if=/dev/zero of=/var/tmp/big bs=1M count=300 conv=fsync; ${LONG}`,
  verdict: 'infra',
  because: /^There is no space left for the disk of 'host-disk'/,
  reports: [],
};

/** What happens to a guest on any host. */
export const MID_RUNS: readonly MidRun[] = [
  REBOOT,
  PANIC,
  OUT_OF_MEMORY,
  READ_ONLY,
  CONNECTION,
  NO_SSHD,
];
