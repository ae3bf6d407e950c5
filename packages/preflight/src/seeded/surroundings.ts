import { NO, historySince } from '../testing/repository';
import type { Script } from '@flightline/core/testing';

/** The repository of a product that is ready to be released as 1.0.0, by what git says of it. */
export const READY: Script = {
  'rev-parse --is-inside-work-tree': {},
  'rev-parse --is-shallow-repository': { stdout: 'false' },
  'rev-parse HEAD': { stdout: 'aaa' },
  'symbolic-ref --quiet --short HEAD': { stdout: 'main' },
  'status --porcelain=v1 -z --no-renames': {},
  'tag --list': { stdout: 'v0.8.0\nv0.9.0' },
  'tag --list --merged HEAD': { stdout: 'v0.8.0\nv0.9.0' },
  remote: { stdout: 'origin' },
  'ls-remote --tags --refs origin': { stdout: 'bbb\trefs/tags/v0.9.0' },
  'config branch.main.remote': { stdout: 'origin' },
  'config branch.main.merge': { stdout: 'refs/heads/main' },
  'ls-remote --exit-code origin refs/heads/main': { stdout: 'aaa\trefs/heads/main' },
  'config --type=bool commit.gpgSign': NO,
  'config --type=bool tag.gpgSign': NO,
  ...historySince('v0.9.0', [[['core/check.py', 'core/README.md']]]),
};

/** A host that has all that the boxes of the example need, by what its programs say. */
export const EQUIPPED: Script = {
  'qemu-system-x86_64 --version': { stdout: 'QEMU emulator version 7.2.22 (Debian 1:7.2)' },
  'qemu-img --version': { stdout: 'qemu-img version 7.2.22 (Debian 1:7.2)' },
  'ssh -V': { stderr: 'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19' },
  'setpriv --version': { stdout: 'setpriv from util-linux 2.38.1' },
  'docker buildx build *': { stdout: JSON.stringify({ warnings: [], sources: [] }) },
  'vagrant plugin list': { stdout: 'No plugins installed.' },
};

/** Programs of such a host that are looked for and not asked. */
export const PROGRAMS = ['ssh-keygen', 'mmdebstrap'] as const;
