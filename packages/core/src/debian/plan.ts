// What mmdebstrap is told. Nothing here looks at the host.
import type { Argv } from '../process';

/**
 * How mmdebstrap becomes root inside: `root` when the caller is, `unshare` with a user namespace otherwise
 * (needs newuidmap and an entry in /etc/subuid and /etc/subgid).
 */
export type RootMode = 'root' | 'unshare';

/** A hook of mmdebstrap(1): a special hook such as `copy-in`, or words for sh with the new root as "$1". */
export interface Hook {
  /** `essential`: before all but the essential packages are installed; `customize`: at the end. */
  stage: 'essential' | 'customize';
  command: string;
}

export interface BootstrapRequest {
  suite: string;
  /** mmdebstrap's variant. Default `minbase`: essential packages and apt. */
  variant?: 'minbase' | 'important' | 'standard';
  packages?: readonly string[];
  /** Debian's name of an architecture, e.g. `amd64`. Default: the host's. */
  architecture?: string;
  /** URI of a Debian archive. Default http://deb.debian.org/debian. */
  mirror?: string;
  format: 'folder' | 'tar';
  /** Absolute path of the folder (empty or missing) or archive to make. */
  target: string;
  mode: RootMode;
  hooks?: readonly Hook[];
}

export interface BootstrapPlan {
  suite: string;
  mirror: string;
  target: string;
  mode: RootMode;
  argv: Argv;
}

const DEFAULT_MIRROR = 'http://deb.debian.org/debian';

/** Signs the archive; in Debian's and Ubuntu's package debian-archive-keyring at the same place. */
export const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const FORMATS = { folder: 'directory', tar: 'tar' } as const;

/** Translations of descriptions are a download nobody reads; a half-written tree is thrown away anyway. */
const THRIFT = ['--aptopt=Acquire::Languages "none"', '--dpkgopt=force-unsafe-io'];

/** Decides the whole command. Equal requests, whatever the order of their packages, give equal commands. */
export function planBootstrap(request: BootstrapRequest): BootstrapPlan {
  const { suite, target, mode, hooks = [] } = request;
  const mirror = request.mirror ?? DEFAULT_MIRROR;
  const packages = [...new Set(request.packages)].sort();
  const argv: Argv = [
    'mmdebstrap',
    '--verbose',
    `--mode=${mode}`,
    `--variant=${request.variant ?? 'minbase'}`,
    `--format=${FORMATS[request.format]}`,
    `--keyring=${KEYRING}`,
    ...(request.architecture === undefined ? [] : [`--architectures=${request.architecture}`]),
    ...THRIFT,
    ...(packages.length === 0 ? [] : [`--include=${packages.join(',')}`]),
    ...hooks.map(({ stage, command }) => `--${stage}-hook=${command}`),
    suite,
    target,
    // The whole line and not the address alone: only so mmdebstrap asks for nothing but the suite itself.
    `deb ${mirror} ${suite} main`,
  ];
  return { suite, mirror, target, mode, argv };
}

/** The mirror to use: $FLIGHTLINE_DEBIAN_MIRROR, else Debian's own. */
export function debianMirror(env: Readonly<Record<string, string | undefined>>): string {
  const mirror = env['FLIGHTLINE_DEBIAN_MIRROR'];
  return mirror === undefined || mirror === '' ? DEFAULT_MIRROR : mirror;
}

/** A path as one word of a special hook. */
export function hookWord(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
