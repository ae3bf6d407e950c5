import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, CheckContext, Outcome } from '../../check';
import type { Problem } from '../../errors';
import { openProjectFiles } from '../../files';
import { type Box, type BoxDefinition, completeBox } from '../../model';
import { type Script, fakeRunner, temporaryFolder } from '../../testing';
import type { Acceleration, Accelerator } from '../accelerator';
import { acceleratorCheck } from './accelerator';
import { diskOf, diskSpaceCheck } from './disk-space';
import { firmwareCheck } from './firmware';
import { roomCheck } from './room';
import { tools } from './tools';
import { vagrantPlugins } from './vagrant-plugins';
import { uefiFirmware } from '../uefi-firmware';

const GIB = 1024 ** 3;
const FEDORA = {
  code: '/usr/share/edk2/ovmf/OVMF_CODE.fd',
  vars: '/usr/share/edk2/ovmf/OVMF_VARS.fd',
};

const box = (name: string, options: BoxDefinition = {}): Box => ({
  name,
  root: `app/vms/boxes/${name}`,
  options: completeBox({ image: 'debian:bookworm', hostname: name, ...options }),
});
const foreign = box('foreign', { driver: 'other' });
const hollow = box('hollow', { driver: 'dummy', memory: 1_000_000 });

const ask = (
  check: Check,
  boxes: readonly Box[],
  script: Script = {},
  env: CheckContext['env'] = {},
): Promise<Outcome> => {
  const context: CheckContext = {
    runner: fakeRunner(script),
    signal: new AbortController().signal,
    workspaceRoot: '/work',
    releaseRoot: '/work/app',
    env: { PATH: '/usr/bin', XDG_CACHE_HOME: '/cache', XDG_RUNTIME_DIR: '/run/user/1', ...env },
    boxes,
    targets: {},
    files: openProjectFiles('/work', '/work/app'),
    settings: {},
  };
  return check.run(context);
};

describe('vagrant-plugins', () => {
  const LIST = 'vagrant plugin list';
  const boxes = [box('one', { driver: 'vagrant' })];

  it.each<[what: string, script: Script, outcome: Partial<Outcome>]>([
    [
      'all there',
      { [LIST]: { stdout: 'vagrant-libvirt (0.11.2, system)\nvagrant-scp (0.5.9, global)' } },
      { status: 'pass', detail: 'vagrant-libvirt, vagrant-scp' },
    ],
    [
      'no plugin for the provider',
      { [LIST]: { stdout: 'No plugins installed.' } },
      {
        status: 'fail',
        because: "VAGRANT_DEFAULT_PROVIDER is 'libvirt', and its plugin is not installed.",
      },
    ],
    [
      'no gem for Windows',
      { [LIST]: { exitCode: 1, stderr: "require': cannot load such file -- winrm (LoadError)" } },
      { status: 'fail', because: "Vagrant lacks the gem 'winrm'." },
    ],
    [
      'no Vagrant',
      { [LIST]: { ending: 'missing' } },
      { status: 'warn', because: "Vagrant is not installed, which is to make 'one'." },
    ],
    [
      'no answer',
      { [LIST]: { exitCode: 1, stderr: 'oops' } },
      { status: 'unverified', because: 'Vagrant does not tell its plugins: oops' },
    ],
  ])('%s', async (_what, script, outcome) => {
    const env = { VAGRANT_DEFAULT_PROVIDER: 'libvirt' };
    expect(await ask(vagrantPlugins, boxes, script, env)).toMatchObject(outcome);
  });

  it('is no question without boxes of that driver', async () => {
    expect(await ask(vagrantPlugins, [box('one')])).toMatchObject({ status: 'skip' });
  });
});

describe('host-tools', () => {
  const QEMU: Script = {
    'qemu-system-x86_64 --version': { stdout: 'QEMU emulator version 7.2.22 (Debian 1:7.2)' },
    'qemu-img --version': { stdout: 'qemu-img version 7.2.22 (Debian 1:7.2)\nCopyright' },
    'ssh -V': { stderr: 'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19' },
    'setpriv --version': { stdout: 'setpriv from util-linux 2.38.1' },
  };
  const ALL: Script = {
    ...QEMU,
    'mke2fs -V': { stderr: 'mke2fs 1.47.0 (5-Feb-2023)\n\tUsing EXT2FS Library version 1.47.0' },
  };
  const missing = { ending: 'missing' as const };
  const own = box('own', { image: 'file:vms/disk.qcow2' });

  // Of the programs that are only looked for.
  const folder = temporaryFolder();
  const withThese = (name: string, ...commands: string[]): CheckContext['env'] => {
    const path = join(folder.path, name);
    mkdirSync(path, { recursive: true });
    for (const command of commands) writeFileSync(join(path, command), '', { mode: 0o755 });
    return { PATH: path };
  };
  const all = withThese('all', 'ssh-keygen', 'mmdebstrap');
  const [noBuilder, none] = [withThese('no builder', 'ssh-keygen'), withThese('none')];
  afterAll(folder.remove);

  it.each<
    [
      what: string,
      boxes: readonly Box[],
      script: Script,
      outcome: Partial<Outcome>,
      env?: CheckContext['env'],
    ]
  >([
    ['no boxes', [], {}, { status: 'skip' }],
    ['boxes of another driver', [foreign], {}, { status: 'skip' }],
    [
      'everything in place',
      [box('a'), foreign],
      ALL,
      {
        status: 'pass',
        detail:
          'qemu-system-x86_64 7.2.22, qemu-img 7.2.22, ssh 9.2, ssh-keygen, mmdebstrap, mke2fs 1.47.0, setpriv 2.38.1',
      },
    ],
    ['nothing asked about building when no image is built', [own], QEMU, { status: 'pass' }],
    [
      'no program to build images',
      [box('a')],
      ALL,
      {
        status: 'warn',
        because: 'Images cannot be built here; only boxes whose images exist can run.',
        fix: 'On Debian and Ubuntu: sudo apt-get install mmdebstrap',
        problems: [{ message: "'mmdebstrap' is not installed." }],
      },
      noBuilder,
    ],
    [
      'nothing that ties a machine to its keeper',
      [own],
      { ...QEMU, 'setpriv --version': missing },
      {
        status: 'warn',
        because: 'A machine whose keeper is killed stays until the next run or vm-reap ends it.',
        fix: 'On Debian and Ubuntu: sudo apt-get install util-linux',
      },
    ],
    [
      'no QEMU and no ssh',
      [own],
      { ...QEMU, 'qemu-img --version': missing, 'ssh -V': missing },
      {
        status: 'fail',
        fix: 'On Debian and Ubuntu: sudo apt-get install qemu-utils openssh-client',
        problems: [
          { message: "'qemu-img' is not installed." },
          { message: "'ssh' is not installed." },
          { message: "'ssh-keygen' is not installed." },
        ],
      },
      none,
    ],
    [
      'an old QEMU',
      [own],
      { ...QEMU, 'qemu-system-x86_64 --version': { stdout: 'QEMU emulator version 5.2.0' } },
      {
        status: 'fail',
        problems: [{ message: "'qemu-system-x86_64' is version 5.2.0; 6.0.0 or newer is needed." }],
      },
    ],
    [
      'a box without a guest',
      [hollow],
      {
        'unshare --version': { stdout: 'unshare from util-linux 2.38.1' },
        'setpriv --version': { stdout: 'setpriv from util-linux 2.38.1' },
      },
      { status: 'pass', detail: 'unshare 2.38.1, setpriv 2.38.1' },
    ],
    [
      'a program that does not tell its version',
      [own],
      { ...QEMU, 'ssh -V': { exitCode: 255, stderr: 'dropbear' } },
      {
        status: 'fail',
        problems: [{ message: "'ssh' does not tell its version; 8.0.0 or newer is needed." }],
      },
    ],
  ])('%s', async (_, boxes, script, outcome, env = all) => {
    expect(await ask(tools, boxes, script, env)).toMatchObject(outcome);
  });

  it('looks into sbin, where only root has its PATH', async () => {
    const paths: unknown[] = [];
    const note: Script = {
      ...ALL,
      'mke2fs -V': {
        stderr: 'mke2fs 1.47.0',
        effect: (_, { env }) => void paths.push(env?.['PATH']),
      },
    };
    await ask(tools, [box('a')], note);
    expect(paths).toEqual(['/usr/bin:/usr/sbin:/sbin']);
  });
});

describe('accelerator', () => {
  it.each<[Acceleration, Outcome['status']]>([
    [{ accelerator: 'kvm', state: 'works', because: 'It ran.' }, 'pass'],
    [{ accelerator: 'kvm', state: 'chosen', because: 'Set.' }, 'unverified'],
    [{ accelerator: 'tcg', state: 'chosen', because: 'Set.' }, 'pass'],
    [{ accelerator: 'tcg', state: 'absent', because: 'None.', fix: 'Firmware.' }, 'warn'],
    [{ accelerator: 'tcg', state: 'broken', because: 'It hung.' }, 'warn'],
  ])('%j → %s', async (found, status) => {
    const check = acceleratorCheck(() => Promise.resolve(found));
    expect(await ask(check, [box('a')])).toMatchObject({ status });
  });

  it('is not probed for boxes that QEMU does not make', async () => {
    const check = acceleratorCheck(() => Promise.reject(new Error('probed')));
    expect(await ask(check, [foreign])).toMatchObject({ status: 'skip' });
  });
});

describe('uefi-firmware', () => {
  const uefi = box('modern', { firmware: 'uefi' });
  const found = { code: '/ovmf/code', vars: '/ovmf/vars' };

  it.each<[boxes: readonly Box[], files: typeof found | undefined, outcome: Partial<Outcome>]>([
    [[box('a')], undefined, { status: 'skip' }],
    [[box('a'), uefi], found, { status: 'pass', detail: "'/ovmf/code'" }],
    [[box('a'), uefi], undefined, { status: 'fail', because: "There is no OVMF for 'modern'." }],
    [[box('h', { driver: 'dummy', firmware: 'uefi' })], undefined, { status: 'skip' }],
  ])('%#', async (boxes, files, outcome) => {
    expect(
      await ask(
        firmwareCheck(() => files),
        boxes,
      ),
    ).toMatchObject(outcome);
  });

  it('is the first pair of files that is whole', () => {
    const there = ['/usr/share/OVMF/OVMF_CODE_4M.fd', ...Object.values(FEDORA)];
    expect(uefiFirmware((path) => there.includes(path))).toEqual(FEDORA);
    expect(uefiFirmware(() => false)).toBeUndefined();
  });
});

describe('room', () => {
  const three = [
    box('a', { memory: 512 }),
    box('b', { memory: 2048, cpus: 3 }),
    box('c', { memory: 4096 }),
  ];

  it.each<
    [
      boxes: readonly Box[],
      memory: number,
      cpus: number,
      by: Accelerator,
      outcome: Partial<Outcome>,
    ]
  >([
    [[box('a', { memory: 512 })], 1151, 1, 'tcg', { status: 'fail' }],
    [[box('a', { memory: 512 })], 1152, 1, 'tcg', { status: 'pass' }],
    [
      three,
      4224,
      3,
      'kvm',
      {
        status: 'pass',
        detail: expect.stringMatching(/^7040 of 4224 MiB and 5 of 3 cores/) as string,
      },
    ],
    [[box('a', { memory: 512 })], 640, 1, 'kvm', { status: 'pass' }],
    [
      three,
      2175,
      2,
      'kvm',
      {
        status: 'fail',
        problems: [
          {
            key: 'memory',
            message: "'b' needs 2176 MiB, and machines may take 2175 MiB of this host.",
            hint: "Lower 'memory' of 'b', close other programs, or allow more with FLIGHTLINE_MEMORY=2176.",
          },
          {
            key: 'cpus',
            message: "'b' needs 3 cores, and machines may take 2 cores of this host.",
            hint: "Lower 'cpus' of 'b', or allow more with FLIGHTLINE_CPUS=3.",
          },
          expect.objectContaining({ key: 'memory' }) as Problem,
        ],
      },
    ],
    [[], 1, 1, 'kvm', { status: 'skip' }],
    [[hollow], 1, 1, 'kvm', { status: 'skip' }],
  ])('%#: %j in %d MiB and %d cores, by %s', async (boxes, memory, cpus, accelerator, outcome) => {
    const probe = () => Promise.resolve({ accelerator, state: 'works', because: '' } as const);
    const check = roomCheck(() => ({ memory, cpus, boots: cpus }), probe);
    expect(await ask(check, boxes)).toMatchObject(outcome);
  });
});

describe('disk-space', () => {
  const disks = (free: Record<string, number>) => (folder: string) => {
    const id = Object.keys(free).findIndex((mount) => folder.startsWith(mount));
    return Promise.resolve({ id, free: Object.values(free)[id] ?? 0 });
  };

  it.each<[what: string, free: Record<string, number>, outcome: Partial<Outcome>]>([
    ['room everywhere', { '/cache': 100 * GIB, '/run': GIB, '/work/': GIB }, { status: 'pass' }],
    [
      'a small cache',
      { '/cache': GIB, '/run': GIB, '/work/': GIB },
      {
        status: 'warn',
        problems: [{ message: "'/cache/flightline': 1.0 GiB free, 3.5 GiB wanted." }],
      },
    ],
    [
      'a full evidence folder, named as the user knows it',
      { '/cache': GIB, '/run': GIB, '/work/': 1024 },
      {
        status: 'fail',
        problems: [{ message: "'app/vms/artifacts': 1.0 KiB free, 64.0 MiB wanted." }],
      },
    ],
    [
      'all on one disk that each alone would fit on',
      { '/': 256 * 1024 * 1024 },
      { status: 'fail' },
    ],
  ])('%s', async (_, free, outcome) => {
    const boxes = [box('a'), box('b', { image: 'debian:trixie' })];
    expect(await ask(diskSpaceCheck(disks(free)), boxes)).toMatchObject(outcome);
  });

  it('counts nothing but evidence for boxes without a guest', async () => {
    const room = disks({ '/cache': 0, '/run': 0, '/work/': GIB });
    expect(await ask(diskSpaceCheck(room), [hollow])).toMatchObject({ status: 'pass' });
  });

  it('does not matter without boxes', async () => {
    expect(await ask(diskSpaceCheck(disks({ '/': 0 })), [])).toMatchObject({ status: 'skip' });
  });

  it('finds the disk of a folder that is not there yet', async () => {
    const { path, remove } = temporaryFolder();
    mkdirSync(join(path, 'here'));
    const disk = await diskOf(join(path, 'here'));
    expect(disk.free).toBeGreaterThan(0);
    expect((await diskOf(join(path, 'here/not/yet'))).id).toBe(disk.id);
    remove();
  });
});
