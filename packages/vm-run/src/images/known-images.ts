// Cloud images of distributions, by the name a box would have. The addresses are those under which a
// distribution keeps its newest build; which bytes a box boots from is said by its image.lock.json.

/** A public image that boots as it is and takes key, user and host name at boot. */
export interface KnownImage {
  /** What a user types, e.g. `ubuntu22`. */
  readonly name: string;
  readonly title: string;
  readonly uri: string;
  readonly firmware: 'bios' | 'uefi';
  /** The user that the image itself brings. */
  readonly user: string;
  /** MiB with which the system runs without swapping. */
  readonly memory: number;
  /** Vagrant boxes that carry the same system. */
  readonly vagrantBoxes: readonly string[];
}

/** Every known image. A new one: one line here. */
export const KNOWN_IMAGES: readonly KnownImage[] = [
  debian(11, 'bullseye'),
  debian(12, 'bookworm'),
  debian(13, 'trixie'),
  ubuntu('18.04', 'bionic'),
  ubuntu('20.04', 'focal'),
  ubuntu('22.04', 'jammy'),
  ubuntu('24.04', 'noble'),
  almalinux(8),
  almalinux(9),
  almalinux(10),
  rocky(8),
  rocky(9),
  rocky(10),
  fedora(43, '1.6'),
  fedora(44, '1.7'),
  leap('15.5', 'openSUSE-Leap-15.5', 'bios'),
  leap('15.6', 'openSUSE-Leap-15.6', 'bios'),
  leap('16.0', 'Leap-16.0', 'uefi'),
];

/** The image of that name; undefined when none has it. */
export function knownImage(name: string): KnownImage | undefined {
  return KNOWN_IMAGES.find((image) => image.name === name);
}

/** The image with the system of a Vagrant box; undefined when none is known to be the same. */
export function knownImageOf(vagrantBox: string): KnownImage | undefined {
  return KNOWN_IMAGES.find(({ vagrantBoxes }) => vagrantBoxes.includes(vagrantBox));
}

function debian(version: number, codename: string): KnownImage {
  return {
    name: `debian${version}`,
    title: `Debian ${version} (${codename})`,
    uri: `https://cloud.debian.org/images/cloud/${codename}/latest/debian-${version}-generic-amd64.qcow2`,
    firmware: 'bios',
    user: 'debian',
    memory: 1024,
    vagrantBoxes: [
      `debian/${codename}64`,
      `generic/debian${version}`,
      ...publishedAs(`debian-${version}`, ['bento', 'alvistack', 'cloud-image']),
    ],
  };
}

function ubuntu(version: string, codename: string): KnownImage {
  return {
    name: `ubuntu${version.slice(0, 2)}`,
    title: `Ubuntu ${version} (${codename})`,
    uri: `https://cloud-images.ubuntu.com/${codename}/current/${codename}-server-cloudimg-amd64.img`,
    firmware: 'bios',
    user: 'ubuntu',
    memory: 1024,
    vagrantBoxes: [
      `ubuntu/${codename}64`,
      `generic/ubuntu${version.replace('.', '')}`,
      ...publishedAs(`ubuntu-${version}`, ['bento', 'alvistack', 'cloud-image']),
    ],
  };
}

function almalinux(version: number): KnownImage {
  return {
    name: `almalinux${version}`,
    title: `AlmaLinux ${version}`,
    uri: `https://repo.almalinux.org/almalinux/${version}/cloud/x86_64/images/AlmaLinux-${version}-GenericCloud-latest.x86_64.qcow2`,
    firmware: 'bios',
    user: 'almalinux',
    memory: 1536,
    vagrantBoxes: [
      `almalinux/${version}`,
      `generic/alma${version}`,
      ...publishedAs(`almalinux-${version}`, ['bento', 'alvistack']),
    ],
  };
}

function rocky(version: number): KnownImage {
  return {
    name: `rocky${version}`,
    title: `Rocky Linux ${version}`,
    uri: `https://dl.rockylinux.org/pub/rocky/${version}/images/x86_64/Rocky-${version}-GenericCloud-Base.latest.x86_64.qcow2`,
    firmware: 'bios',
    user: 'rocky',
    memory: 1536,
    vagrantBoxes: [
      `rockylinux/${version}`,
      `generic/rocky${version}`,
      ...publishedAs(`rockylinux-${version}`, ['bento', 'alvistack']),
    ],
  };
}

/** Fedora keeps no address for its newest build; `build` is the one of the release. */
function fedora(version: number, build: string): KnownImage {
  return {
    name: `fedora${version}`,
    title: `Fedora ${version}`,
    uri: `https://download.fedoraproject.org/pub/fedora/linux/releases/${version}/Cloud/x86_64/images/Fedora-Cloud-Base-Generic-${version}-${build}.x86_64.qcow2`,
    firmware: 'bios',
    user: 'fedora',
    memory: 1536,
    vagrantBoxes: [
      `fedora/${version}-cloud-base`,
      ...publishedAs(`fedora-${version}`, ['bento', 'alvistack']),
    ],
  };
}

function leap(version: string, file: string, firmware: KnownImage['firmware']): KnownImage {
  return {
    name: `opensuse${version.replace('.', '')}`,
    title: `openSUSE Leap ${version}`,
    uri: `https://download.opensuse.org/distribution/leap/${version}/appliances/${file}-Minimal-VM.x86_64-Cloud.qcow2`,
    firmware,
    user: 'opensuse',
    memory: 1024,
    vagrantBoxes: [
      `opensuse/Leap-${version}.x86_64`,
      ...publishedAs(`opensuse-leap-${version}`, ['bento', 'alvistack']),
    ],
  };
}

function publishedAs(box: string, publishers: readonly string[]): string[] {
  return publishers.map((publisher) => `${publisher}/${box}`);
}
