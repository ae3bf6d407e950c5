import { type Tree, addProjectConfiguration, readJson, updateJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { KNOWN_IMAGES, knownImage } from '../../images/known-images';
import releaseGenerator from '../release/generator';
import generator from './generator';
import type { BoxGeneratorSchema } from './schema';
import schema from './schema.json';

const PATH = 'shop/vms/boxes/bookworm/project.json';
const BOOKWORM: BoxGeneratorSchema = { name: 'bookworm', image: 'debian:bookworm' };

/** A workspace with release projects in folders of their names. */
async function workspaceWith(...releases: string[]): Promise<Tree> {
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  for (const name of releases) await releaseGenerator(tree, { name, directory: name });
  return tree;
}

interface Project {
  name: string;
  tags: string[];
  targets: Record<string, { executor?: string; options?: object; metadata?: object }>;
}

const project = (tree: Tree, path = PATH) => readJson<Project>(tree, path);
const options = (tree: Tree, path = PATH) => project(tree, path).targets['vm-run']?.options;

describe('the box generator', () => {
  it('makes a box of the only release project', async () => {
    const tree = await workspaceWith('shop');
    await generator(tree, { ...BOOKWORM, memory: 768, packages: ['python3'] });
    expect(project(tree)).toEqual({
      name: 'bookworm',
      $schema: '../../../../node_modules/nx/schemas/project-schema.json',
      tags: ['type:box', 'os:linux', 'matrix:shop'],
      implicitDependencies: ['shop'],
      targets: {
        'vm-run': {
          executor: '@flightline/vm-run:vm-run',
          options: {
            image: 'debian:bookworm',
            memory: 768,
            cpus: 1,
            hostname: 'bookworm',
            packages: ['python3'],
          },
        },
        'vm-image': {},
        'vm-up': {},
        'vm-ssh': {},
        'vm-down': {},
      },
    });
  });

  const jammy = knownImage('ubuntu22');

  it.each<[BoxGeneratorSchema, object]>([
    [
      { name: 'ubuntu22' },
      { image: jammy?.uri, user: 'ubuntu', memory: jammy?.memory, hostname: 'ubuntu22' },
    ],
    [
      { name: 'db', image: 'ubuntu22', memory: 512 },
      { image: jammy?.uri, memory: 512 },
    ],
    [{ name: 'opensuse160' }, { user: 'opensuse', firmware: 'uefi' }],
    [
      { name: 'ubuntu22', image: 'debian:sid' },
      { image: 'debian:sid', memory: 1024 },
    ],
  ])('takes a known image for %j', async (given, expected) => {
    const tree = await workspaceWith('shop');
    await generator(tree, given);
    expect(options(tree, `shop/vms/boxes/${given.name}/project.json`)).toMatchObject(expected);
  });

  it("names no user and no firmware that would be another image's", async () => {
    const tree = await workspaceWith('shop');
    await generator(tree, { name: 'ubuntu22', image: 'debian:sid' });
    await generator(tree, { name: 'ubuntu22', memory: 2048 });
    expect(options(tree, 'shop/vms/boxes/ubuntu22/project.json')).toEqual({
      image: 'debian:sid',
      memory: 2048,
      cpus: 1,
      hostname: 'ubuntu22',
    });
  });

  it('offers the known images by name', () => {
    const { properties } = schema as { properties: { image: { description: string } } };
    for (const { name } of KNOWN_IMAGES) expect(properties.image.description).toContain(name);
  });

  it('changes nothing when it runs again', async () => {
    const tree = await workspaceWith('shop');
    await generator(tree, BOOKWORM);
    const before = tree.read(PATH, 'utf8');
    await generator(tree, { name: 'bookworm', image: '', release: '' });
    await generator(tree, BOOKWORM);
    expect(tree.read(PATH, 'utf8')).toBe(before);
  });

  it('changes only the options given and keeps what was made by hand', async () => {
    const tree = await workspaceWith('shop');
    await generator(tree, BOOKWORM);
    updateJson<Project>(tree, PATH, (before) => ({
      ...before,
      tags: [...before.tags, 'slow'],
      targets: {
        ...before.targets,
        'vm-run': {
          ...before.targets['vm-run'],
          metadata: { by: 'hand' },
          options: { ...before.targets['vm-run']?.options, hostname: 'db1', timeouts: { run: 5 } },
        },
      },
    }));
    await generator(tree, { name: 'bookworm', cpus: 4 });
    expect(options(tree)).toEqual({
      image: 'debian:bookworm',
      memory: 1024,
      cpus: 4,
      hostname: 'db1',
      timeouts: { run: 5 },
    });
    expect(project(tree).tags).toContain('slow');
    expect(project(tree).targets['vm-run']?.metadata).toEqual({ by: 'hand' });
  });

  it('carries the name of its release project where its own is taken', async () => {
    const tree = await workspaceWith('shop', 'bank');
    await generator(tree, { ...BOOKWORM, release: 'shop' });
    await generator(tree, { ...BOOKWORM, release: 'bank' });
    const path = 'bank/vms/boxes/bookworm/project.json';
    expect(project(tree, path)).toMatchObject({
      name: 'bank-bookworm',
      tags: expect.arrayContaining(['matrix:bank']) as unknown,
    });
    expect(options(tree, path)).toMatchObject({ hostname: 'bookworm' });
  });

  it.each<[BoxGeneratorSchema, string[]]>([
    [{ name: 'a' }, ['image: An image is needed']],
    [
      { name: 'a', image: 'debian' },
      ["image: 'debian' is no image URI", 'Known images: debian11,'],
    ],
    [{ name: 'Foo_Bar', image: 'debian:x' }, ["'Foo_Bar' is no host name"]],
    [{ name: '../evil', image: 'debian:x' }, ["'../evil' is no host name"]],
    [{ name: '../..', memory: 2 }, ["'shop' is project 'shop', and that is no box."]],
    [{ name: 'b', image: 'debian:x', packages: ['-o'] }, ["packages: '-o' cannot be"]],
    [{ name: 'taken', image: 'debian:x' }, ["'shop-taken' is the project in 'lib2', too."]],
    [{ name: 'db1', image: 'debian:x' }, ["Box 'db1' has the host name 'db1' of box 'bookworm'"]],
    [
      { name: 'X', release: 'nope', image: 'y', memory: 1, cpus: 0 },
      [
        "release: 'nope' is no release project.",
        'Choose one with --release: shop',
        "image: 'y' is no image URI",
        'memory: 1 is no memory size',
        'cpus: 0 is no number of CPUs',
        "'X' is no host name",
      ],
    ],
  ])('refuses %j, saying all that is wrong', async (given, sentences) => {
    const tree = await workspaceWith('shop');
    addProjectConfiguration(tree, 'taken', { root: 'lib1' });
    addProjectConfiguration(tree, 'shop-taken', { root: 'lib2' });
    await generator(tree, BOOKWORM);
    updateJson<Project>(tree, PATH, (before) => ({
      ...before,
      targets: { 'vm-run': { options: { image: 'debian:bookworm', hostname: 'db1' } } },
    }));
    const before = tree.listChanges().map(({ path }) => path);
    const error: unknown = await generator(tree, given).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    for (const sentence of sentences) expect(String(error)).toContain(sentence);
    expect(tree.listChanges().map(({ path }) => path)).toEqual(before);
  });

  it.each([
    [[], 'There are 0 release projects.', 'nx g @flightline/vm-run:release'],
    [['a', 'b'], 'There are 2 release projects.', 'Choose one with --release: a, b'],
  ])('with the release projects %j asks for one', async (releases, message, hint) => {
    const tree = await workspaceWith(...releases);
    const error: unknown = await generator(tree, BOOKWORM).catch((reason: unknown) => reason);
    expect(String(error)).toContain(message);
    expect(String(error)).toContain(hint);
  });
});
