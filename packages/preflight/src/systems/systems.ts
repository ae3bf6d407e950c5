// What boxes bring. The versions of a system stand still after its release, except where updates raise libstdc++ (SUSE),
// so each line says where it comes from and when that was read. A box that ran is taken by what it said of itself.
import debian11 from './needs/debian-11.json';
import debian12 from './needs/debian-12.json';
import debian13 from './needs/debian-13.json';
import type { Libraries, System, SystemNeeds } from './system';

/** Measured in images of the distributions. */
const PEP600 = { source: 'https://github.com/mayeut/pep600_compliance', asOf: '2026-08' };
/** Read from the packages; the needs by tools/system-needs.mjs from `mmdebstrap --variant=apt --include=python3`. */
const DEBIAN = { source: 'packages of Debian', asOf: '2026-11-30' };

/** Every known system. A new one: one line here. */
export const SYSTEMS: readonly System[] = [
  debian('11', 'bullseye', libraries('2.31', 28, '1.2.9'), debian11),
  debian('12', 'bookworm', libraries('2.36', 30, '1.2.12'), debian12),
  debian('13', 'trixie', libraries('2.41', 33, '1.2.12'), debian13),
  ubuntu('18.04', 'bionic', libraries('2.27', 25, '1.2.9')),
  ubuntu('20.04', 'focal', libraries('2.31', 28, '1.2.9')),
  ubuntu('22.04', 'jammy', libraries('2.35', 30, '1.2.9')),
  ubuntu('24.04', 'noble', libraries('2.39', 33, '1.2.12')),
  almalinux(8, libraries('2.28', 25, '1.2.9')),
  almalinux(9, libraries('2.34', 29, '1.2.9', 2)),
  almalinux(10, libraries('2.39', 33, '1.2.12', 3)),
  leap('15.5', libraries('2.31', 32, '1.2.12')),
  leap('15.6', libraries('2.38', 33, '1.2.12')),
  leap('16.0', libraries('2.40', 34, undefined)),
  fedora(44, libraries('2.43', 35, undefined)),
  {
    name: 'Windows',
    image: /windows|\bwin(?:10|11)\b/i,
    os: /^(?:microsoft )?windows/i,
    libraries: undefined,
    source: 'it loads PE files',
    asOf: '2026-11-30',
  },
];

function libraries(
  glibc: string,
  glibcxx: number,
  zlib: string | undefined,
  isaLevel: Libraries['isaLevel'] = 1,
): Libraries {
  return { glibc, glibcxx, zlib, isaLevel };
}

function debian(version: string, suite: string, own: Libraries, needs: SystemNeeds): System {
  return {
    name: `Debian ${version}`,
    image: new RegExp(`^debian:${suite}$|debian[-/]?${version}\\b|debian/${suite}64|/${suite}/`),
    os: new RegExp(`^Debian GNU/Linux ${version}\\b`),
    libraries: own,
    needs,
    ...DEBIAN,
  };
}

function ubuntu(version: string, codename: string, own: Libraries): System {
  const digits = version.replace('.', '\\.?');
  return {
    name: `Ubuntu ${version}`,
    image: new RegExp(`ubuntu-?${digits}\\b|\\b${codename}(?:64)?\\b`),
    os: new RegExp(`^Ubuntu ${version.replace('.', '\\.')}\\b`),
    libraries: own,
    ...PEP600,
  };
}

function almalinux(version: number, own: Libraries): System {
  return {
    name: `AlmaLinux ${version}`,
    image: new RegExp(`almalinux[-/]?${version}\\b|generic/alma${version}\\b`, 'i'),
    os: new RegExp(`^AlmaLinux ${version}\\b`),
    libraries: own,
    ...PEP600,
  };
}

function leap(version: string, own: Libraries): System {
  const dotted = version.replace('.', '\\.');
  return {
    name: `openSUSE Leap ${version}`,
    image: new RegExp(`leap[-/]${dotted}\\b`, 'i'),
    os: new RegExp(`^openSUSE Leap ${dotted}\\b`),
    libraries: own,
    ...PEP600,
  };
}

function fedora(version: number, own: Libraries): System {
  return {
    name: `Fedora ${version}`,
    image: new RegExp(`fedora/linux/releases/${version}/|fedora[-/]${version}\\b`, 'i'),
    os: new RegExp(`^Fedora Linux ${version}\\b`),
    libraries: own,
    ...PEP600,
  };
}
