import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type VagrantMachine, type VagrantfileHost, readVagrantfile } from '.';

const inFolder = (folder: string): VagrantfileHost => ({
  read: (path) => {
    try {
      return readFileSync(join(__dirname, 'fixtures', folder, path), 'utf8');
    } catch {
      return undefined;
    }
  },
  env: {},
});

/** One line per machine: name, box, what is set of the rest, each provider's memory and cpus, number of settings. */
const summary = (machine: VagrantMachine): string =>
  [
    machine.name,
    machine.box ?? '-',
    machine.boxVersion && `@${machine.boxVersion}`,
    machine.hostname && `host=${machine.hostname}`,
    machine.communicator,
    machine.guest,
    ...machine.boxUrls,
    !machine.autostart && 'manual',
    machine.primary && 'primary',
    ...Object.entries(machine.providers).map(
      ([name, { memory, cpus, box, boxVersion }]) =>
        `${name}(${[memory ?? '', cpus ?? '', box, boxVersion].filter((one) => one !== undefined).join(',')})`,
    ),
    `#${machine.settings.length}`,
  ]
    .filter(Boolean)
    .join(' ');

describe('Vagrantfiles in many styles', () => {
  it.each([
    [
      'array-of-hashes',
      [
        'control generic/ubuntu2204 host=control libvirt(2048,2) #6',
        'worker1 generic/ubuntu2204 host=worker1 libvirt(1024,1) #6',
        'worker2 generic/rocky9 host=worker2 libvirt(1024,1) #10',
      ],
    ],
    [
      'box-matrix',
      [
        'ubuntu2004 generic/ubuntu2004 host=ubuntu-2004 manual #5',
        'ubuntu2204 generic/ubuntu2204 host=ubuntu-2204 #5',
        'debian11 generic/debian11 host=debian-11 #5',
        'debian12 generic/debian12 host=debian-12 #5',
        'alma9 generic/alma9 host=alma-9 #5',
        'opensuse15 generic/opensuse15 host=opensuse-15 #5',
      ],
    ],
    [
      'class-and-struct',
      [
        'ceph0 centos/stream9 host=ceph0.store.test primary libvirt(4096,4) #7',
        'ceph1 centos/stream9 host=ceph1.store.test libvirt(1024,1) #7',
        'ceph2 centos/stream9 host=ceph2.store.test libvirt(1024,1) #7',
      ],
    ],
    ['deep-merge', ['edge base/box virtualbox(512,) #3', 'core core/box virtualbox(2048,) #3']],
    [
      'env-defaults',
      ['node0 generic/debian12 libvirt(1024,2) #3', 'node1 generic/debian12 libvirt(1024,2) #3'],
    ],
    [
      'for-last-value',
      [
        'n1 box/7 virtualbox(700,) #2',
        'n2 box/7 virtualbox(700,) #2',
        'n3 box/7 virtualbox(700,) #2',
      ],
    ],
    [
      'groups-and-ranges',
      [
        'web-01 generic/opensuse15 #5',
        'web-02 generic/opensuse15 #5',
        'db-01 generic/opensuse15 #5',
      ],
    ],
    [
      'hash-of-hashes',
      [
        'lb bento/debian-12 host=lb.lab.test virtualbox(512,1) vmware_desktop(512,1) #8',
        'app bento/ubuntu-24.04 host=app.lab.test primary virtualbox(1024,4) vmware_desktop(1024,4) #8',
        'db bento/debian-12 host=db.lab.test virtualbox(768,1) vmware_desktop(768,1) #8',
      ],
    ],
    [
      'helper-methods',
      [
        'gw.edge generic/alpine319 host=gw.edge virtualbox(256,1) libvirt(256,1) #6',
        'store generic/alpine319 host=store.lab.internal virtualbox(1024,2) libvirt(1024,2) #7',
      ],
    ],
    ['heredoc-scripts', ['ubuntu-2204 ubuntu/jammy64 #3', 'ubuntu-2404 ubuntu/noble64 #3']],
    ['inventory', ['s1 generic/rocky8 #3', 's2 generic/rocky9 #3', 'mon generic/rocky8 #3']],
    [
      'json',
      [
        'app bento/fedora-40 host=app-01 parallels(3072,2) #5',
        'db-main bento/rockylinux-9 host=db-main-02 parallels(4096,2) #5',
      ],
    ],
    [
      'kubespray',
      [
        'k8s-1 flatcar-stable host=k8s-1 https://stable.release.flatcar-linux.net/amd64-usr/current/flatcar.json virtualbox(2048,2) #9',
        'k8s-2 flatcar-stable host=k8s-2 https://stable.release.flatcar-linux.net/amd64-usr/current/flatcar.json virtualbox(2048,2) #9',
        'k8s-3 flatcar-stable host=k8s-3 https://stable.release.flatcar-linux.net/amd64-usr/current/flatcar.json virtualbox(2048,2) #9',
        'k8s-4 flatcar-stable host=k8s-4 https://stable.release.flatcar-linux.net/amd64-usr/current/flatcar.json virtualbox(2048,2) #13',
      ],
    ],
    ['lambdas', ['s1 generic/arch virtualbox(1024,1) #3', 's2 generic/arch virtualbox(2048,4) #3']],
    [
      'literal',
      [
        'web debian/bookworm64 @12.20240905.1 host=web.example.test primary #5',
        'db almalinux/9 manual virtualbox(2048,2) #5',
      ],
    ],
    [
      'modules',
      [
        'alpha generic/fedora39 hyperv(4096,4) #4',
        'beta generic/fedora39 hyperv(2048,1) #4',
        'gamma generic/fedora39 hyperv(512,1) #4',
      ],
    ],
    [
      'multi-assign',
      [
        'one-large x/y host=three123 virtualbox(2048,) #4',
        'two-small x/y host=three123 virtualbox(2048,) #4',
        'three-small x/y host=three123 virtualbox(2048,) #4',
      ],
    ],
    ['outer-in-define', ['node1 - #2', 'node2 centos/7 host=two #4']],
    [
      'overrides',
      [
        'one hashicorp/bionic64 docker(,) vmware_fusion(3072,3,bento/ubuntu-22.04,1.2.3) #7',
        'two hashicorp/bionic64 docker(,) vmware_fusion(512,3,bento/ubuntu-22.04,1.2.3) #8',
      ],
    ],
    ['rescue', ['r1 fallback/box #1', 'r2 fallback/box #1']],
    ['same-name-twice', ['x b/b host=second manual #3', 'y c/c #1']],
    ['single', ['default debian/trixie64 host=solo qemu(4096,2) #4']],
    ['triggers', ['t1 generic/debian12 #8']],
    [
      'until-and-while',
      [
        'w1 box #1',
        'w3 box #1',
        'u10 box #1',
        'u9 box #1',
        's1 box #1',
        's3 box #1',
        's5 box #1',
        'aa box #1',
        'bb box #1',
        'cc box #1',
      ],
    ],
    [
      'windows',
      [
        'win2022 gusztavvargadr/windows-server-2022-standard winrm windows virtualbox(4096,2) #10',
        'win11 gusztavvargadr/windows-11 winrm windows virtualbox(4096,2) #10',
      ],
    ],
    [
      'yaml',
      [
        'one generic/debian12 host=one virtualbox(1024,) #7',
        'two generic/debian12 host=two.test manual virtualbox(4096,) #6',
      ],
    ],
  ])('%s', async (folder, machines) => {
    const reading = await readVagrantfile('Vagrantfile', inFolder(folder));
    expect(reading.machines.map(summary)).toEqual(machines);
    expect([reading.unknown, reading.machines.flatMap(({ unknown }) => unknown)]).toEqual([[], []]);
  });
});
