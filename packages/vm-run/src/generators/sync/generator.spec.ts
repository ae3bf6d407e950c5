import { type Tree, logger, readJson, updateJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import matrixGenerator from '../matrix/generator';
import releaseGenerator from '../release/generator';
import generator from './generator';

const VAGRANTFILE = `
Vagrant.configure("2") do |config|
  { "web" => 512, "db" => 1024 }.each do |name, memory|
    config.vm.define name do |machine|
      machine.vm.box = "debian/bookworm64"
      machine.vm.hostname = "#{name}.example.org"
      machine.vm.provider("libvirt") { |libvirt| libvirt.memory = memory }
    end
  end
end
`;

/** A workspace whose boxes are in step with their Vagrantfile. */
async function inStep(): Promise<Tree> {
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  await releaseGenerator(tree, { directory: 'shop' });
  tree.write('shop/Vagrantfile', VAGRANTFILE);
  const warn = jest.spyOn(logger, 'warn').mockImplementation();
  const info = jest.spyOn(logger, 'info').mockImplementation();
  await matrixGenerator(tree, {});
  warn.mockRestore();
  info.mockRestore();
  return tree;
}

function rewrite(tree: Tree, from: string | RegExp, to: string): void {
  const before = tree.read('shop/Vagrantfile', 'utf8') ?? '';
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  tree.write('shop/Vagrantfile', after);
}

/** What sync writes, by file; the tree has changes of its own. */
async function written(tree: Tree): Promise<string[]> {
  const write = jest.spyOn(tree, 'write');
  await generator(tree);
  const paths = [...new Set(write.mock.calls.map(([path]) => path))].sort();
  write.mockRestore();
  return paths;
}

const both = (box: string) => [
  `shop/vms/boxes/${box}/project.json`,
  `shop/vms/boxes/${box}/vagrant.json`,
];

describe('the sync generator', () => {
  it('has nothing to say without a Vagrantfile', async () => {
    const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    expect(await generator(tree)).toBeUndefined();
  });

  it.each<[string, string | RegExp, string]>([
    ['a comment', 'do |config|', 'do |config| # the machines'],
    ['lines', /^/, '\n\n\n'],
    ['formatting', / do \|machine\|([^]*?)\n {4}end/, ' do |machine|$1\n\n   end'],
    ['the order of machines', '"web" => 512, "db" => 1024', '"db" => 1024, "web" => 512'],
    ['the order of settings', /( +machine\.vm\.box.*\n)( +machine\.vm\.hostname.*\n)/, '$2$1'],
    ['a spelling of the same', '512', '256 * 2'],
  ])('writes nothing for a change of %s', async (_title, from, to) => {
    const tree = await inStep();
    rewrite(tree, from, to);
    expect(await written(tree)).toEqual([]);
  });

  it.each<[string, string, string, string[]]>([
    ['memory', '"db" => 1024', '"db" => 2048', both('db')],
    ['a machine more', '512,', '512, "mail" => 256,', both('mail')],
    ['a machine less', '"web" => 512, ', '', ['shop/vms/boxes/web/vagrant.json']],
    [
      'a setting that is no option',
      'machine.vm.box =',
      'machine.vm.boot_timeout = 5 if name == "web"; machine.vm.box =',
      ['shop/vms/boxes/web/vagrant.json'],
    ],
    ['what all have', 'bookworm', 'trixie', [...both('db'), ...both('web')]],
  ])('writes only what is concerned for a change of %s', async (_title, from, to, files) => {
    const tree = await inStep();
    rewrite(tree, from, to);
    expect(await written(tree)).toEqual(files);
    expect(await written(tree)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['"db" => 1024', '"db" => 2048', "Box 'db': memory 1024 becomes 2048."],
    ['"web" => 512, ', '', "Box 'web': Vagrantfile no longer defines machine 'web'."],
    ['512,', '512, "mail" => 256,', "Box 'mail' comes from machine 'mail' of Vagrantfile."],
    ['bookworm', 'trixie', `Box 'db': vm.box ["debian/bookworm64"] becomes ["debian/trixie64"].`],
  ])('for %j -> %j says %s', async (from, to, sentence) => {
    const tree = await inStep();
    rewrite(tree, from, to);
    const result = await generator(tree);
    expect(result?.outOfSyncMessage).toBe('Boxes do not say what their Vagrantfile says.');
    expect(result?.outOfSyncDetails.join('\n')).toContain(sentence);
  });

  it('leaves what was changed by hand', async () => {
    const tree = await inStep();
    const path = 'shop/vms/boxes/db/project.json';
    updateJson(tree, path, (project: { targets: Record<string, object> }) => ({
      ...project,
      targets: { 'vm-run': project.targets['vm-run'], lint: {} },
    }));
    rewrite(tree, '"db" => 1024', '"db" => 2048');
    expect(await written(tree)).toEqual(both('db'));
    expect(readJson(tree, path)).toMatchObject({
      targets: { 'vm-run': { options: { memory: 2048 } }, lint: {} },
    });
    expect(readJson<{ targets: object }>(tree, path).targets).not.toHaveProperty('vm-image');
  });

  it.each<[string, (tree: Tree) => void]>([
    ['.dockerignore', (tree) => tree.write('shop/.dockerignore', '*\n!src\n')],
    [
      'the options of the build',
      (tree) =>
        updateJson(tree, 'shop/project.json', (project: { targets: Record<string, object> }) => {
          Object.assign(project.targets['docker-build'] ?? {}, { options: { context: 'src' } });
          return project;
        }),
    ],
  ])('derives the inputs of a build from %s', async (_title, change) => {
    const tree = await inStep();
    const inputs = () =>
      readJson<{ namedInputs: Record<string, unknown[]> }>(tree, 'shop/project.json').namedInputs;
    const before = inputs();
    change(tree);
    const result = await generator(tree);
    expect(result?.outOfSyncMessage).toBe('Projects do not say what they are derived from.');
    expect(result?.outOfSyncDetails).toEqual([
      "Release project 'shop': the inputs of its build follow Dockerfile, context and .dockerignore.",
    ]);
    expect(inputs()['buildContext']).not.toEqual(before['buildContext']);
    expect({ ...inputs(), buildContext: [] }).toEqual({ ...before, buildContext: [] });
    expect(await written(tree)).toEqual([]);
  });

  it('says where to name the new place of a Vagrantfile that is gone', async () => {
    const tree = await inStep();
    tree.rename('shop/Vagrantfile', 'shop/vms/Vagrantfile');
    const again = generator(tree);
    await expect(again).rejects.toThrow("'shop/Vagrantfile', from which boxes of 'shop' came");
    await expect(again).rejects.toThrow('nx g @flightline/vm-run:matrix shop --vagrantfile=');
    const warn = jest.spyOn(logger, 'warn').mockImplementation();
    const info = jest.spyOn(logger, 'info').mockImplementation();
    await matrixGenerator(tree, {});
    warn.mockRestore();
    info.mockRestore();
    expect(await written(tree)).toEqual([]);
  });

  it.each([
    [
      'a syntax error',
      'do |config|',
      'do |config',
      'shop/Vagrantfile:3:1: Expected the block parameters',
    ],
    ['a name that cannot be a box', '"web" =>', '"w b" =>', "'w b' cannot be the name of a box"],
    ['no machines', '{ "web" => 512, "db" => 1024 }', '{}', 'shop/Vagrantfile'],
  ])('says clearly what is wrong with %s', async (_title, from, to, sentence) => {
    const tree = await inStep();
    rewrite(tree, from, to);
    await expect(generator(tree)).rejects.toThrow(sentence);
  });
});
