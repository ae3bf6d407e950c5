import type { VagrantMachine, VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import { type Tree, logger, readJson, updateJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { rememberedImports } from '../import/import';
import { generate } from '../plan';
import releaseGenerator from '../release/generator';
import { planMatrix } from './plan';
import type { MatrixGeneratorSchema } from './schema';

type Machine = Pick<VagrantMachine, 'name'> & Partial<VagrantMachine>;

const WEB: Machine = { name: 'web', box: 'debian/bookworm64', hostname: 'web.example.org' };
const DB: Machine = { name: 'db', box: 'almalinux/9', providers: { libvirt: { memory: 2048 } } };
const WIN: Machine = { name: 'win', box: 'gusztavvargadr/windows-10', guest: 'windows' };

/** What a reader would answer; settings repeat what the machine says. */
function reading(machines: readonly Machine[], rest: Partial<VagrantfileReading> = {}) {
  return {
    machines: machines.map((machine, index) => ({
      file: 'shop/Vagrantfile',
      line: 10 * (index + 1),
      boxUrls: [],
      autostart: true,
      primary: false,
      providers: {},
      settings: [{ path: 'vm.box', values: [machine.box ?? ''] }],
      unknown: [],
      ...machine,
    })),
    unknown: [],
    files: ['shop/Vagrantfile'],
    ...rest,
  };
}

async function shop(): Promise<Tree> {
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  await releaseGenerator(tree, { directory: 'shop' });
  tree.write('shop/Vagrantfile', '# the fake reader does not look\n');
  return tree;
}

/** Runs the generator on what a reader answers; resolves to what it says at the end. */
async function matrix(
  tree: Tree,
  machines: readonly Machine[] | VagrantfileReading,
  options: MatrixGeneratorSchema = {},
): Promise<string> {
  const info = jest.spyOn(logger, 'info').mockImplementation();
  const warn = jest.spyOn(logger, 'warn').mockImplementation();
  const answer = 'files' in machines ? machines : reading(machines);
  try {
    const end = await generate(tree, (ws) =>
      planMatrix(ws, options, () => Promise.resolve(answer)),
    );
    await end();
    return [...warn.mock.calls, ...info.mock.calls].join('\n');
  } finally {
    info.mockRestore();
    warn.mockRestore();
  }
}

const file = (box: string, name = 'project.json') => `shop/vms/boxes/${box}/${name}`;

interface Project {
  name: string;
  tags: string[];
  targets: Record<string, { options?: Record<string, unknown>; syncGenerators?: string[] }>;
}
const project = (tree: Tree, box: string) => readJson<Project>(tree, file(box));
const options = (tree: Tree, box: string) => project(tree, box).targets['vm-run']?.options;

const imports = (tree: Tree) =>
  rememberedImports(readJson<Record<string, unknown>>(tree, 'shop/project.json'));

function setOption(tree: Tree, box: string, key: string, value: unknown): void {
  updateJson<Project>(tree, file(box), (before) => {
    const vmRun = before.targets['vm-run'];
    Object.assign(vmRun?.options ?? {}, { [key]: value });
    return before;
  });
}

/** All files and their bytes. */
function contents(tree: Tree): Map<string, string> {
  return new Map(
    tree.listChanges().map(({ path, content }) => [path, content?.toString() ?? 'deleted']),
  );
}

/** The files in which two states differ. */
function differing(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}

describe('the matrix generator', () => {
  it('makes one box of each machine', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB, WIN]);
    expect(project(tree, 'web')).toEqual({
      name: 'web',
      $schema: '../../../../node_modules/nx/schemas/project-schema.json',
      tags: ['type:box', 'os:linux', 'matrix:shop'],
      implicitDependencies: ['shop'],
      targets: {
        'vm-run': {
          executor: '@flightline/vm-run:vm-run',
          syncGenerators: ['@flightline/vm-run:sync'],
          options: {
            driver: 'vagrant',
            image: 'vagrant:debian/bookworm64',
            memory: 1024,
            cpus: 1,
            hostname: 'web',
          },
        },
        'vm-image': {},
        'vm-up': {},
        'vm-ssh': {},
        'vm-down': {},
      },
    });
    expect(options(tree, 'db')).toMatchObject({ image: 'vagrant:almalinux/9', memory: 2048 });
    expect(project(tree, 'win').tags).toContain('os:windows');
    expect(readJson(tree, file('web', 'vagrant.json'))).toMatchObject({
      vagrantfile: 'Vagrantfile',
      machine: 'web',
      options: { memory: 1024 },
      settings: [{ path: 'vm.box', values: ['debian/bookworm64'] }],
    });
  });

  it.each<[string, Machine[], MatrixGeneratorSchema, MatrixGeneratorSchema]>([
    ['again', [WEB, DB], {}, {}],
    ['with what it remembers', [WEB, DB, WIN], { driver: 'qemu', machines: ['web', 'db'] }, {}],
    ['with the file named', [WEB, DB], {}, { vagrantfile: './shop/Vagrantfile' }],
    ['in another order', [DB, WEB], {}, {}],
    ['on other lines', [{ ...WEB, line: 99 }, DB], {}, {}],
  ])('changes nothing when it runs %s', async (_title, machines, first, second) => {
    const tree = await shop();
    await matrix(tree, [WEB, DB, WIN].slice(0, machines.length), first);
    const before = contents(tree);
    await matrix(tree, machines, second);
    expect(differing(before, contents(tree))).toEqual([]);
  });

  it('touches the folder of the machine that changed and no other', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB]);
    const before = contents(tree);
    const said = await matrix(tree, [WEB, { ...DB, providers: { libvirt: { memory: 4096 } } }]);
    expect(differing(before, contents(tree))).toEqual([file('db'), file('db', 'vagrant.json')]);
    expect(said).toContain("Box 'db': memory 2048 becomes 4096.");
  });

  it('keeps what was changed by hand, and says so', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB]);
    setOption(tree, 'db', 'memory', 3000);
    setOption(tree, 'db', 'timeouts', { run: 5 });
    updateJson<Project>(tree, file('db'), (before) => ({
      ...before,
      tags: [...before.tags, 'slow'],
    }));
    const said = await matrix(tree, [
      WEB,
      { ...DB, providers: { libvirt: { memory: 1, cpus: 4 } } },
    ]);
    expect(options(tree, 'db')).toMatchObject({ memory: 3000, cpus: 4, timeouts: { run: 5 } });
    expect(project(tree, 'db').tags).toContain('slow');
    expect(said).toContain("Box 'db': memory stays 3000, which was written by hand");
  });

  it('follows a machine to another system and another driver', async () => {
    const tree = await shop();
    await matrix(tree, [WEB]);
    await matrix(tree, [{ ...WEB, guest: 'windows' }], { driver: 'qemu' });
    expect(project(tree, 'web').tags).toEqual(['type:box', 'os:windows', 'matrix:shop']);
    expect(options(tree, 'web')).toMatchObject({ user: 'debian' });
    expect(options(tree, 'web')).not.toHaveProperty('driver');
  });

  it('remembers what was asked for in the metadata of the release project', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB], { driver: 'qemu', env: ['N=1'], set: ['web.memory=4096'] });
    await matrix(tree, [WEB, DB], { machines: ['web'], set: ['web.cpus=2'] });
    expect(readJson(tree, 'shop/project.json')).toMatchObject({
      metadata: {
        flightline: {
          imports: [
            {
              vagrantfile: 'Vagrantfile',
              driver: 'qemu',
              machines: ['web'],
              env: { N: '1' },
              answers: { web: { memory: 4096, cpus: 2 } },
            },
          ],
        },
      },
    });
  });

  it.each([
    ['hides the Vagrantfile from Nx and from the build', 'dist\n', 'dist\nVagrantfile\n'],
    ['leaves a build alone that sees named files only', '*\n!src\n', '*\n!src\n'],
  ])('%s', async (_title, dockerignore, after) => {
    const tree = await shop();
    tree.write('.nxignore', 'old');
    tree.write('shop/.dockerignore', dockerignore);
    await matrix(tree, [WEB]);
    expect(tree.read('.nxignore', 'utf8')).toBe('old\n/shop/Vagrantfile\n');
    expect(tree.read('shop/.dockerignore', 'utf8')).toBe(after);
  });

  it('means one Vagrantfile by the line it writes, also in the root of the workspace', async () => {
    const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    await releaseGenerator(tree, { name: 'shop', directory: '.' });
    tree.write('Vagrantfile', '#');
    await matrix(tree, [WEB]);
    expect(tree.read('.nxignore', 'utf8')).toBe('/Vagrantfile\n');
  });

  it('keeps the Vagrantfile from a build that so far copies everything', async () => {
    const tree = await shop();
    const starter = tree.read('shop/.dockerignore', 'utf8') ?? '';
    tree.delete('shop/.dockerignore');
    await matrix(tree, [WEB]);
    expect(tree.read('shop/.dockerignore', 'utf8')).toBe(`${starter}Vagrantfile\n`);
  });

  it('forgets, with a remark, what it was told about machines and providers that are gone', async () => {
    const tree = await shop();
    const told = { set: ['db.cpus=2', 'web.cpus=2'], provider: 'libvirt', machines: ['web', 'db'] };
    await matrix(tree, [WEB, DB], told);
    const said = await matrix(tree, [WEB], { prune: true });
    expect(said).toContain("What was asked for machine 'db' is forgotten");
    expect(said).toContain("What was asked for provider 'libvirt' is forgotten");
    expect(imports(tree)).toEqual([
      {
        vagrantfile: 'Vagrantfile',
        driver: 'vagrant',
        machines: ['web'],
        answers: { web: { cpus: 2 } },
      },
    ]);
    expect(await matrix(tree, [WEB])).not.toContain('forgotten');
  });

  it('remembers what it was told about a machine while one cannot be named', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB], { set: ['db.cpus=2'] });
    const unknown = { file: 'shop/Vagrantfile', line: 4, message: 'Not known.', hint: 'Set N.' };
    await matrix(tree, reading([WEB], { unknown: [unknown] }));
    expect(imports(tree)).toMatchObject([{ answers: { db: { cpus: 2 } } }]);
  });

  it('takes a Vagrantfile for the one that is gone', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB], { driver: 'qemu', set: ['web.cpus=2'] });
    tree.delete('shop/Vagrantfile');
    tree.write('shop/vms/Vagrantfile', '#');
    const said = await matrix(tree, [WEB], { prune: true });
    expect(said).toContain('vms/Vagrantfile is taken for Vagrantfile, which is gone');
    expect(imports(tree)).toEqual([
      { vagrantfile: 'vms/Vagrantfile', driver: 'qemu', answers: { web: { cpus: 2 } } },
    ]);
    expect(tree.exists(file('db'))).toBe(false);
    expect(readJson(tree, file('web', 'vagrant.json'))).toMatchObject({
      vagrantfile: 'vms/Vagrantfile',
    });
  });

  it('makes no box of two Vagrantfiles', async () => {
    const tree = await shop();
    await matrix(tree, [WEB]);
    tree.write('shop/more.rb', '#');
    await expect(matrix(tree, [WEB, DB], { vagrantfile: 'shop/more.rb' })).rejects.toThrow(
      "Box 'web' comes from the machine of that name in 'shop/Vagrantfile'.",
    );
    await matrix(tree, [DB], { vagrantfile: 'shop/more.rb' });
    expect(imports(tree)).toHaveLength(2);
    tree.delete('shop/Vagrantfile');
    await matrix(tree, [WEB, DB], { vagrantfile: 'shop/more.rb' });
    expect(readJson(tree, file('web', 'vagrant.json'))).toMatchObject({ vagrantfile: 'more.rb' });
  });

  it.each<[string, object]>([
    ['another executor', { executor: 'nx:noop' }],
    ['a command', { command: 'true' }],
  ])('leaves a box alone whose target has %s', async (_title, target) => {
    const tree = await shop();
    await matrix(tree, [WEB, DB]);
    updateJson<Project>(tree, file('web'), (before) => ({
      ...before,
      targets: { 'vm-run': target },
    }));
    const before = contents(tree);
    const said = await matrix(tree, [{ ...WEB, guest: 'windows' }, DB], { prune: true });
    expect(differing(before, contents(tree))).toEqual([]);
    expect(said).toContain("shop/vms/boxes/web/project.json stays as it is: its target 'vm-run'");
    expect(said).toContain("The matrix of 'shop' has 1 box from");
  });

  it('names file and remedy when a vagrant.json is no JSON', async () => {
    const tree = await shop();
    await matrix(tree, [WEB]);
    tree.write(file('web', 'vagrant.json'), '<<<<<<< ours\n{}\n');
    const again = matrix(tree, [WEB]);
    await expect(again).rejects.toThrow("'shop/vms/boxes/web/vagrant.json' is no JSON.");
    await expect(again).rejects.toThrow('delete it and run: nx g @flightline/vm-run:matrix');
    tree.delete(file('web', 'vagrant.json'));
    await matrix(tree, [WEB]);
    expect(tree.exists(file('web', 'vagrant.json'))).toBe(true);
  });

  it('tells changes before it hands over, as a dry run never calls back', async () => {
    const tree = await shop();
    const info = jest.spyOn(logger, 'info').mockImplementation();
    await generate(tree, (ws) => planMatrix(ws, {}, () => Promise.resolve(reading([WEB]))));
    const said = info.mock.calls.join('\n');
    info.mockRestore();
    expect(said).toContain("Box 'web' comes from machine 'web' of Vagrantfile.");
    expect(said).not.toContain('next:');
  });

  it('keeps a box whose machine is gone until it is told to prune', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB]);
    tree.write(file('db', 'image.lock.json'), '{}');
    const before = contents(tree);
    const said = await matrix(tree, [WEB]);
    expect(differing(before, contents(tree))).toEqual([file('db', 'vagrant.json')]);
    expect(said).toContain("Without a machine in the Vagrantfile: 'db'");
    tree.write(file('db', 'scripts/more.sh'), '');
    const pruned = await matrix(tree, [WEB], { prune: true });
    expect(tree.exists('shop/vms/boxes/db')).toBe(false);
    expect(tree.exists(file('web'))).toBe(true);
    expect(pruned).toContain(
      "Removed with box 'db', and written by hand: shop/vms/boxes/db/scripts/more.sh.",
    );
  });

  it('says of a box it removes at once only that', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB]);
    const said = await matrix(tree, [WEB], { prune: true });
    expect(said).toContain("Removed, because their machines are gone: 'db'.");
    expect(said).not.toContain('The box stays');
    expect(said).not.toContain('written by hand');
  });

  it('takes no box for gone while a machine may be there that could not be named', async () => {
    const tree = await shop();
    await matrix(tree, [WEB, DB]);
    const unknown = { file: 'shop/Vagrantfile', line: 4, message: 'Not known.', hint: 'Set N.' };
    const said = await matrix(tree, reading([WEB], { unknown: [unknown] }), { prune: true });
    expect(tree.exists(file('db'))).toBe(true);
    expect(said).toContain('shop/Vagrantfile:4: Not known. Set N.');
    expect(said).toContain(
      "No box is taken for gone while a machine of Vagrantfile cannot be named; these have none that can: 'db'.",
    );
  });

  it('says which boxes cannot run yet, and what to do next', async () => {
    const tree = await shop();
    const none = await matrix(tree, [WIN]);
    expect(none).toContain("Box 'win' cannot run with this version of Flightline yet");
    expect(none).toContain('next: nx graph');
    await matrix(tree, [WIN, WEB], { driver: 'qemu' });
    setOption(tree, 'web', 'image', 'debian:bookworm');
    const some = await matrix(tree, [WIN, WEB]);
    expect(some).toContain("Box 'win' cannot run");
    expect(some).toContain('next: nx run-many -t vm-run -p tag:matrix:shop');
  });

  const unknownBox = {
    file: 'shop/Vagrantfile',
    line: 7,
    key: 'vm.box',
    message: 'Only Ruby knows it.',
    hint: 'Set BOX.',
  };

  it.each<[string, Machine[], MatrixGeneratorSchema, string[]]>([
    ['no machines', [], {}, ['shop/Vagrantfile:1: No machine is defined here.']],
    [
      'names that cannot be boxes',
      [
        { ...WEB, name: 'web server' },
        { ...DB, name: '../db' },
      ],
      {},
      [
        "shop/Vagrantfile:10: 'web server' cannot be the name of a box",
        "shop/Vagrantfile:20: '../db' cannot be the name of a box",
      ],
    ],
    [
      'two names that are one host name',
      [
        { ...WEB, name: 'a_b', hostname: 'x' },
        { ...DB, name: 'a-b', hostname: 'x' },
      ],
      {},
      [
        "shop/Vagrantfile:20 hostname: Box 'a-b' has the host name 'a-b' of box 'a_b'",
        '--set a-b.hostname=<host name>',
      ],
    ],
    ['no box', [{ name: 'web' }], {}, ["Machine 'web' has no box.", '--set web.box=']],
    [
      'an unknown box',
      [{ name: 'web', unknown: [unknownBox] }],
      {},
      [
        'shop/Vagrantfile:7 vm.box: Only Ruby knows it.',
        'Set BOX. Or: Give it with --set web.box=',
      ],
    ],
    [
      'an unknown memory of the provider that counts',
      [{ ...WEB, unknown: [{ ...unknownBox, key: 'provider.libvirt.memory' }] }],
      {},
      ['--set web.memory=<MiB>'],
    ],
    [
      'a memory no machine has',
      [{ ...WEB, providers: { p: { memory: 3 } } }],
      {},
      ['3 is no memory'],
    ],
    [
      'machines and providers that are not there',
      [WEB],
      { machines: ['mail'], provider: 'hyperv', set: ['ftp.cpus=1'] },
      ["no machine 'mail'", "no provider 'hyperv'", "no machine 'ftp'", 'Those it names: web.'],
    ],
    [
      'providers that differ in box',
      [{ ...WEB, providers: { virtualbox: {}, libvirt: { memory: 512, box: 'lib/virt' } } }],
      {},
      [
        "shop/Vagrantfile:10: The box of machine 'web' depends on the provider: virtualbox 'debian/bookworm64', libvirt 'lib/virt'.",
        'Choose one with --provider=<name>.',
      ],
    ],
    ['a Vagrantfile that is not there', [WEB], { vagrantfile: 'x' }, ["There is no file 'x'."]],
    ['a Vagrantfile outside', [WEB], { vagrantfile: '../V' }, ["'../V' is no file inside"]],
  ])('refuses %s, saying what to do', async (_title, machines, given, sentences) => {
    const tree = await shop();
    const before = contents(tree);
    const error: unknown = await matrix(tree, machines, given).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    for (const sentence of sentences) expect(String(error)).toContain(sentence);
    expect(differing(before, contents(tree))).toEqual([]);
  });

  it.each<[string, Machine, MatrixGeneratorSchema]>([
    ['what was given', { name: 'web', unknown: [unknownBox] }, { set: ['web.box=a/b'] }],
    [
      'what another provider says',
      {
        ...WEB,
        providers: { libvirt: { memory: 512 }, hyperv: {} },
        unknown: [{ ...unknownBox, key: 'provider.hyperv.memory' }],
      },
      {},
    ],
    [
      'the box of the provider asked for',
      { ...WEB, providers: { virtualbox: {}, libvirt: { box: 'lib/virt' } } },
      { provider: 'libvirt' },
    ],
    ['the network', { ...WEB, unknown: [{ ...unknownBox, key: 'vm.network' }] }, {}],
  ])('needs no answer about %s', async (_title, machine, given) => {
    const tree = await shop();
    await matrix(tree, [machine], given);
    expect(project(tree, 'web').name).toBe('web');
  });
});
