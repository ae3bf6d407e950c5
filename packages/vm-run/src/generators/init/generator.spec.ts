import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Tree, readJson, updateJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import releaseGenerator from '../release/generator';
import generator from './generator';

const { version } = JSON.parse(
  readFileSync(join(__dirname, '../../../package.json'), 'utf8'),
) as Record<'version', string>;
const emptyWorkspace = () => createTreeWithEmptyWorkspace({ formatter: 'none' });

/** All files and their bytes. */
function contents(tree: Tree): Record<string, string> {
  return Object.fromEntries(
    tree.listChanges().map(({ path, content }) => [path, content?.toString() ?? 'deleted']),
  );
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const manifest = (tree: Tree) => readJson<Manifest>(tree, 'package.json');
const nxJson = (tree: Tree) => readJson<Record<string, unknown>>(tree, 'nx.json');

describe('the init generator', () => {
  it('writes what release projects and boxes share', async () => {
    const tree = emptyWorkspace();
    await generator(tree, {});
    expect(nxJson(tree)).toMatchObject({
      plugins: ['@flightline/vm-run/plugin'],
      namedInputs: { runner: [], artifactDigest: [] },
      targetDefaults: { '@flightline/vm-run:vm-run': { cache: true } },
    });
    expect(tree.read('.env', 'utf8')).toBe('NX_PROCESS_KILL_GRACE_PERIOD=30000\n');
    expect(tree.read('.gitignore', 'utf8')).toContain('.vagrant/\n');
    expect(manifest(tree).devDependencies).toMatchObject({
      '@flightline/core': version,
      '@flightline/docker-build': version,
      '@flightline/preflight': version,
      '@flightline/triage': version,
    });
  });

  it.each<[string, typeof generator]>([
    ['init', generator],
    ['release', (tree) => releaseGenerator(tree, { directory: 'shop' })],
  ])('%s leaves nothing for init to do', async (_name, first) => {
    const tree = emptyWorkspace();
    await first(tree, {});
    const before = contents(tree);
    await generator(tree, {});
    expect(contents(tree)).toEqual(before);
  });

  it.each([
    ['.env', 'export NX_PROCESS_KILL_GRACE_PERIOD=60000'],
    ['.gitignore', '.nx\n/.vagrant'],
  ])('leaves a %s that says it already', async (path, text) => {
    const tree = emptyWorkspace();
    tree.write(path, text);
    await generator(tree, {});
    expect(tree.read(path, 'utf8')).toBe(text);
  });

  it('adds to what stands in nx.json and package.json', async () => {
    const tree = emptyWorkspace();
    const options = { plugin: '@flightline/vm-run/plugin', options: {} };
    updateJson(tree, 'nx.json', (before: object) => ({
      ...before,
      plugins: ['@nx/js', options],
      targetDefaults: { build: { cache: true }, '@flightline/triage:triage': { cache: true } },
    }));
    writeJson(tree, 'package.json', { devDependencies: { '@flightline/core': '0.0.1' } });
    await generator(tree, { keepExistingVersions: true });
    expect(nxJson(tree)).toMatchObject({
      plugins: ['@nx/js', options],
      targetDefaults: { build: { cache: true }, '@flightline/triage:triage': { cache: true } },
    });
    expect(manifest(tree).devDependencies).toMatchObject({
      '@flightline/core': '0.0.1',
      '@flightline/triage': version,
    });
  });

  it('leaves package.json alone when asked to', async () => {
    const tree = emptyWorkspace();
    const before = tree.read('package.json', 'utf8');
    await generator(tree, { skipPackageJson: true });
    expect(tree.read('package.json', 'utf8')).toBe(before);
  });

  it('neither registers nor installs anything where Flightline is developed', async () => {
    const tree = emptyWorkspace();
    writeJson(tree, 'package.json', { name: 'flock', workspaces: ['packages/*'] });
    writeJson(tree, 'packages/vm-run/package.json', { name: '@flightline/vm-run' });
    await generator(tree, {});
    expect(nxJson(tree)['plugins']).toBeUndefined();
    expect(manifest(tree).devDependencies).toBeUndefined();
  });
});
