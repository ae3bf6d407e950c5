import { type Tree, readJson, updateJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import generator from './generator';
import type { ReleaseGeneratorSchema } from './schema';

const SHOP: ReleaseGeneratorSchema = { name: 'shop', directory: 'apps/shop' };

async function workspaceWith(...releases: ReleaseGeneratorSchema[]): Promise<Tree> {
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  for (const release of releases) await generator(tree, release);
  return tree;
}

/** All files and their bytes. */
function contents(tree: Tree): Record<string, string> {
  return Object.fromEntries(
    tree.listChanges().map(({ path, content }) => [path, content?.toString() ?? 'deleted']),
  );
}

interface Json {
  [key: string]: Json;
}
const json = (tree: Tree, path: string) => readJson<Json>(tree, path);

describe('the release generator', () => {
  it('makes a project with the targets of a release', async () => {
    const tree = await workspaceWith(SHOP);
    expect(json(tree, 'apps/shop/project.json')).toMatchObject({
      name: 'shop',
      tags: ['type:release'],
      targets: {
        preflight: { executor: '@flightline/preflight:preflight' },
        'docker-build': { executor: '@flightline/docker-build:docker-build' },
        validate: { executor: '@flightline/vm-run:validate' },
        triage: { executor: '@flightline/triage:triage' },
      },
    });
    expect(json(tree, 'nx.json')['targetDefaults']?.['@flightline/vm-run:vm-run']).toMatchObject({
      cache: true,
      dependsOn: ['^docker-build'],
    });
  });

  it('derives the inputs of the build from the .dockerignore that it writes', async () => {
    const tree = await workspaceWith(SHOP);
    expect(tree.read('apps/shop/.dockerignore', 'utf8')).toContain('vms\n');
    expect(json(tree, 'apps/shop/project.json')['namedInputs']?.['buildContext']).toEqual(
      expect.arrayContaining([
        '!{projectRoot}/vms/**/*',
        {
          runtime: expect.stringMatching(/context-digest\.js apps\/shop Dockerfile \.$/) as string,
        },
      ]),
    );
  });

  it('starts a runner that can be executed and passes nothing', async () => {
    const tree = await workspaceWith(SHOP);
    expect(tree.read('apps/shop/vms/runner.sh', 'utf8')).toMatch(/^#!\/bin\/sh\n[^]*\nexit 1\n$/);
    const runner = tree.listChanges().find(({ path }) => path === 'apps/shop/vms/runner.sh');
    expect(runner?.options?.mode).toBe(0o755);
  });

  it.each([
    ['the same options', SHOP],
    ['the folder alone', { directory: './apps/shop/' }],
  ])('changes nothing when it runs again with %s', async (_title, options) => {
    const tree = await workspaceWith(SHOP);
    const before = contents(tree);
    await generator(tree, options);
    expect(contents(tree)).toEqual(before);
  });

  it('keeps what was made by hand', async () => {
    const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    tree.write('apps/shop/vms/runner.sh', '#!/bin/bash\nmy tests\n');
    tree.write('apps/shop/.gitignore', '/dist\n*.log');
    tree.write('apps/shop/.dockerignore', '*\n!src\n');
    writeJson(tree, 'apps/shop/project.json', {
      name: 'shop',
      tags: ['scope:shop'],
      targets: {
        preflight: { command: 'make check' },
        'docker-build': { options: { target: 'slim' } },
      },
    });
    updateJson(tree, 'nx.json', (nxJson: object) => ({
      ...nxJson,
      targetDefaults: { '@flightline/vm-run:vm-run': { cache: false } },
    }));
    await generator(tree, SHOP);
    const project = json(tree, 'apps/shop/project.json');
    expect(project['tags']).toEqual(['scope:shop', 'type:release']);
    expect(project['targets']).toMatchObject({
      preflight: { command: 'make check' },
      'docker-build': {
        executor: '@flightline/docker-build:docker-build',
        options: { target: 'slim' },
      },
    });
    expect(project['targets']?.['preflight']).toEqual({ command: 'make check' });
    expect(json(tree, 'nx.json')['targetDefaults']?.['@flightline/vm-run:vm-run']?.['cache']).toBe(
      false,
    );
    expect(tree.read('apps/shop/vms/runner.sh', 'utf8')).toBe('#!/bin/bash\nmy tests\n');
    expect(tree.read('apps/shop/.gitignore', 'utf8')).toBe('/dist\n*.log\nvms/artifacts/\n');
    expect(tree.read('apps/shop/.dockerignore', 'utf8')).toBe('*\n!src\n');
  });

  it.each([
    [{ directory: 'apps/shop' }, 'apps/shop/project.json', 'shop'],
    [{ name: 'root', directory: '.' }, 'project.json', 'root'],
    [{ directory: 'lib' }, 'lib/project.json', '@acme/lib'],
  ])('with %j writes %s for %s', async (options, path, name) => {
    const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    writeJson(tree, 'package.json', { name: 'root', workspaces: ['lib'] });
    writeJson(tree, 'lib/package.json', { name: '@acme/lib' });
    await generator(tree, options);
    expect(json(tree, path)).toMatchObject({
      name,
      targets: {
        preflight: {
          inputs: expect.arrayContaining([
            { input: 'default', projects: `tag:matrix:${name}` },
          ]) as unknown,
        },
      },
    });
  });

  it('knows a workspace that holds a plugin itself', async () => {
    const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    writeJson(tree, 'package.json', { name: 'flock', workspaces: ['packages/*'] });
    writeJson(tree, 'packages/build/package.json', { name: '@flightline/docker-build' });
    await generator(tree, SHOP);
    expect(json(tree, 'nx.json')['targetDefaults']).toMatchObject({
      '@flightline/docker-build:docker-build': {
        inputs: [
          'buildContext',
          { externalDependencies: [] },
          { input: 'production', projects: ['core', 'docker-build'] },
        ],
      },
    });
  });

  it.each([
    [{ name: 'other', directory: 'apps/shop' }, ["'apps/shop' is project 'shop' already"]],
    [{ name: 'shop', directory: 'apps/new' }, ["'shop' is the project in 'apps/shop'"]],
    [
      { name: '-x', directory: '../my shop' },
      [
        "name: '-x' cannot be the name of a project.",
        "'../my shop' is no folder inside the workspace.",
        "'../my shop' holds more than",
      ],
    ],
    [{ name: 'x', directory: '/abs' }, ["'/abs' is no folder inside the workspace."]],
    [{ directory: '.' }, ["'.' cannot be the name of a project."]],
    [{ name: 'x', directory: 'a;rm' }, ["'a;rm' holds more than"]],
  ])('refuses %j, saying all that is wrong', async (options, sentences) => {
    const tree = await workspaceWith(SHOP);
    const before = contents(tree);
    const error: unknown = await generator(tree, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    for (const sentence of sentences) expect(String(error)).toContain(sentence);
    expect(contents(tree)).toEqual(before);
  });
});
