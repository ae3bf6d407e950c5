// What people use instead: a shell script around QEMU and ssh, and the machines of autopkgtest.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOnPath, run } from '../command.mjs';

/**
 * @typedef {object} Guest
 * @property {import('../machines.mjs').Image} image
 * @property {'kvm' | 'tcg'} accelerator
 * @property {number} memory MiB
 */

const fileOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const CPUS = { kvm: 'host', tcg: 'max' };

/**
 * What vm-run does in a box, as steps for `runBare`; the reports come into the folder that it runs in.
 * @param {{ artifact: string, runner: string, box: string }} work paths of this host
 */
export const bareRun = ({ artifact, runner, box }) => `
guest 'sudo install -d -o tester /mnt/artifacts /mnt/runner /mnt/reports'
tar -C '${artifact}' -cf - . | guest 'tar -C /mnt/artifacts -xf -'
guest 'cat >/mnt/runner/runner.sh; chmod 755 /mnt/runner/runner.sh' <'${runner}'
guest 'FLIGHTLINE_BOX=${box} FLIGHTLINE_ARTIFACTS=/mnt/artifacts FLIGHTLINE_REPORTS=/mnt/reports /mnt/runner/runner.sh'
mkdir reports
guest 'tar -C /mnt/reports -cf - .' | tar -C reports -xf -
`;

/**
 * Boots a guest by a shell script, has `steps` done there (lines of shell that have `guest`), and ends it.
 * @param {string} folder a new one
 * @param {Guest} guest
 * @param {string} steps
 * @param {string} [hostname]
 */
export function runBare(folder, { image, accelerator, memory }, steps, hostname = 'bench') {
  const file = join(folder, 'steps.sh');
  writeFileSync(file, steps);
  const { disk, kernel } = image;
  const { vmlinuz, initrd, append } = kernel;
  const set = { ACCELERATOR: accelerator, CPU: CPUS[accelerator], MEMORY: String(memory) };
  return run([fileOf('bare.sh'), disk, vmlinuz, initrd, append, hostname, file], {
    cwd: folder,
    env: { ...process.env, ...set },
  });
}

export const noAutopkgtest = () =>
  isOnPath('autopkgtest-virt-qemu')
    ? undefined
    : 'autopkgtest-virt-qemu missing; enable with: apt-get install autopkgtest';

/**
 * The disk of an image with what autopkgtest-virt-qemu wants to find there: a login prompt on the serial console, and a
 * shell of root.
 * @param {string} folder a new one
 * @param {import('../machines.mjs').Image} image
 */
export async function diskForAutopkgtest(folder, image) {
  const disk = join(folder, 'disk.raw');
  await run(['qemu-img', 'convert', '-O', 'raw', image.disk, disk], { cwd: folder });
  // Its root file system is all of the disk.
  const units = '/etc/systemd/system';
  const edits = ['login-prompt.service', 'root-shell.service'].flatMap((name) => [
    `write ${fileOf(name)} ${units}/${name}`,
    `symlink ${units}/multi-user.target.wants/${name} ${units}/${name}`,
  ]);
  const file = join(folder, 'edits');
  writeFileSync(file, `${edits.join('\n')}\n`);
  await run(['debugfs', '-w', '-f', file, disk], { cwd: folder });
  return disk;
}

/**
 * Milliseconds from the start of autopkgtest-virt-qemu until it has found the shell of root in its machine.
 * @param {string} folder a new one
 * @param {string} disk of `diskForAutopkgtest`
 * @param {Guest} guest
 */
export async function takeAutopkgtest(folder, disk, { image, accelerator, memory }) {
  const { vmlinuz, initrd, append } = image.kernel;
  const qemu = join(folder, 'qemu-system-x86_64');
  // It parts its option for QEMU's words at blanks, and takes KVM wherever there is /dev/kvm, whether that works or not.
  const script = `#!/bin/sh
for word; do shift; [ "$word" = -enable-kvm ] || set -- "$@" "$word"; done
exec qemu-system-x86_64 -accel ${accelerator} "$@" -kernel '${vmlinuz}' -initrd '${initrd}' -append '${append}'
`;
  writeFileSync(qemu, script);
  chmodSync(qemu, 0o755);
  const server = [
    ...['autopkgtest-virt-qemu', '--debug', '--qemu-command', qemu, '--ram-size', String(memory)],
    ...['--timeout-reboot', '900', '--overlay-dir', folder],
    ...[`--qemu-options=-cpu ${CPUS[accelerator]}`, disk],
  ];
  const { output } = await run(['python3', fileOf('autopkgtest.py'), ...server], { cwd: folder });
  return Number(output.trim().split('\n').at(-1)) * 1000;
}
