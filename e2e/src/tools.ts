import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A program or file that a test needs, and the distribution package that brings it. */
export interface Tool {
  /** The name of a program, or the absolute path of a file. */
  command: string;
  package: string;
}

export const QEMU: readonly Tool[] = [
  { command: 'qemu-system-x86_64', package: 'qemu-system-x86' },
  { command: 'qemu-img', package: 'qemu-utils' },
  { command: 'mmdebstrap', package: 'mmdebstrap' },
  { command: 'ssh', package: 'openssh-client' },
];
/** What starts guests with UEFI. */
export const OVMF: Tool = { command: '/usr/share/OVMF/OVMF_CODE_4M.fd', package: 'ovmf' };
export const NAMESPACES: readonly Tool[] = [
  { command: 'unshare', package: 'util-linux' },
  { command: 'hostname', package: 'hostname' },
];
export const BUILDAH: readonly Tool[] = [{ command: 'buildah', package: 'buildah' }];
export const PODMAN: readonly Tool[] = [{ command: 'podman', package: 'podman' }];
export const CHROMIUM: readonly Tool[] = [{ command: 'chromium', package: 'chromium' }];
export const DOCKER: readonly Tool[] = [{ command: 'dockerd', package: 'docker.io' }];

/**
 * A group of tests that needs programs. Where one is missing, the group fails in CI; elsewhere it is skipped, and
 * its name says why and which command would enable it.
 */
export function describeWith(name: string, tools: readonly Tool[], body: () => void): void {
  const missing = tools.filter(({ command }) => !isThere(command));
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const packages = [...new Set(missing.map((tool) => tool.package))].join(' ');
  const reason = `${missing.map(({ command }) => command).join(', ')} missing; enable with: apt-get install ${packages}`;
  if (process.env['CI'] === undefined) {
    describe.skip(`${name} (${reason})`, body);
  } else {
    it(name, () => {
      throw new Error(reason);
    });
  }
}

function isThere(command: string): boolean {
  if (isAbsolute(command)) return existsSync(command);
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
