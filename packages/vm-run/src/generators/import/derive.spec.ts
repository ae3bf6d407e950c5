import type { VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { knownImage } from '../../images/known-images';
import { derive } from './derive';
import type { Import } from './import';

const MACHINE: VagrantMachine = {
  name: 'web',
  file: 'Vagrantfile',
  line: 1,
  box: 'debian/bookworm64',
  boxUrls: [],
  autostart: true,
  primary: false,
  providers: {},
  settings: [],
  unknown: [],
};
const URL = 'https://boxes.internal/bookworm.json';
const BOOKWORM = 'vagrant:debian/bookworm64';

function derived(machine: Partial<VagrantMachine>, wanted: Partial<Import> = {}) {
  const request: Import = { vagrantfile: 'Vagrantfile', driver: 'vagrant', ...wanted };
  return derive({ ...MACHINE, ...machine }, request, 'host');
}

const PROVIDERS = {
  docker: {},
  virtualbox: { memory: 512 },
  libvirt: { memory: 2048, cpus: 4, box: 'generic/debian12' },
};

describe('derive', () => {
  it.each<[string, Partial<VagrantMachine>, Partial<Import>, object]>([
    ['the box as image', {}, {}, { driver: 'vagrant', image: BOOKWORM, memory: 1024, cpus: 1 }],
    ['an exact version', { boxVersion: '= 4.3.12' }, {}, { image: `${BOOKWORM}@4.3.12` }],
    ['no range of versions', { boxVersion: '~> 4.3' }, {}, { image: BOOKWORM }],
    ['the first provider that speaks', { providers: PROVIDERS }, {}, { memory: 512, cpus: 1 }],
    [
      'the provider asked for',
      { providers: PROVIDERS },
      { provider: 'libvirt' },
      { image: 'vagrant:generic/debian12', memory: 2048, cpus: 4 },
    ],
    [
      'an answer before all',
      { providers: PROVIDERS },
      { answers: { web: { memory: 4096, box: 'almalinux/9@9.4.1' } } },
      { image: 'vagrant:almalinux/9@9.4.1', memory: 4096 },
    ],
    ['what Windows needs', { guest: 'windows' }, {}, { memory: 4096, cpus: 2 }],
    [
      'the cloud image of the same system',
      {},
      { driver: 'qemu' },
      { image: knownImage('debian12')?.uri, user: 'debian', memory: 1024 },
    ],
    [
      'what its image needs',
      { box: 'opensuse/Leap-16.0.x86_64' },
      { driver: 'qemu' },
      { firmware: 'uefi', user: 'opensuse' },
    ],
    [
      "an overriding box without the machine's version",
      { boxVersion: '1.0', providers: { libvirt: { box: 'lib/virt' } } },
      {},
      { image: 'vagrant:lib/virt' },
    ],
    [
      'an overriding box with its own version',
      { boxVersion: '1.0', providers: { libvirt: { box: 'lib/virt', boxVersion: '2.0' } } },
      {},
      { image: 'vagrant:lib/virt@2.0' },
    ],
    [
      "the machine's version for the same box",
      { boxVersion: '1.0', providers: { libvirt: { box: MACHINE.box ?? '' } } },
      {},
      { image: `${BOOKWORM}@1.0` },
    ],
    [
      'vagrant for a box with an address of its own',
      { boxUrls: [URL] },
      { driver: 'qemu' },
      { driver: 'vagrant', image: BOOKWORM },
    ],
    [
      "vagrant for a provider's box with an address of its own",
      { providers: { libvirt: { memory: 512, boxUrls: [URL] } } },
      { driver: 'qemu' },
      { driver: 'vagrant', image: BOOKWORM },
    ],
    ['vagrant without a known image', { box: 'a/b' }, { driver: 'qemu' }, { driver: 'vagrant' }],
  ])('takes %s', (_title, machine, wanted, options) => {
    const result = derived(machine, wanted).options;
    expect(result).toMatchObject({ hostname: 'host', ...options });
    expect('driver' in result).toBe(result.driver === 'vagrant');
  });

  it.each<[Partial<VagrantMachine>, string]>([
    [{}, 'linux'],
    [{ guest: 'windows' }, 'windows'],
    [{ communicator: 'winrm' }, 'windows'],
    [{ communicator: 'winssh' }, 'windows'],
    [{ guest: 'debian', communicator: 'ssh' }, 'linux'],
  ])('%j runs %s', (machine, os) => {
    expect(derived(machine).os).toBe(os);
  });

  it.each<[Partial<VagrantMachine>, Partial<Import>, string[]]>([
    [{ boxVersion: '1.0' }, {}, []],
    [{ boxVersion: '>= 1.0' }, {}, ["'>= 1.0' names no single version"]],
    [{ boxVersion: '>= 1.0' }, { driver: 'qemu' }, []],
    [
      { boxVersion: '4.3.12' },
      { driver: 'qemu' },
      ["the cloud image 'debian12' as it is today, not version '4.3.12' of 'debian/bookworm64'"],
    ],
    [{ boxUrls: [URL] }, { driver: 'qemu' }, [`comes from ${URL}`]],
    [{ boxUrls: [URL] }, {}, [`its address ${URL} is not part`]],
    [{ boxUrls: [URL] }, { answers: { web: { box: 'a/b' } } }, []],
    [{ box: 'a/b' }, { driver: 'qemu' }, ["no known image carries the system of 'a/b'"]],
  ])('%j with %j is remarked on', (machine, wanted, remarks) => {
    expect(derived(machine, wanted).remarks).toEqual(
      remarks.map((remark) => expect.stringContaining(remark) as unknown),
    );
  });
});
