import { type Tree, addProjectConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import generator from './generator';

const REPORT = {
  ...{ schemaVersion: 1, release: 'app', time: '2026-01-02T03:04:05.000Z' },
  boxes: [
    {
      ...{ box: 'a', startedAt: '2026-01-02T03:04:05.000Z' },
      digests: { artifact: 'sha256:1', image: null, runner: null },
    },
  ],
  causes: [
    {
      ...{ id: 'r', rule: 'r', severity: 'hard', title: 'It broke', boxes: ['a'], evidence: null },
      ...{ why: 'W.', action: 'A.', separation: { kind: 'none', because: '' }, consequences: [] },
    },
  ],
};
const TRIAGE = 'vms/artifacts/triage/triage.json';
const DOCUMENT = 'apps/app/docs/incidents/2026-01-02-it-broke.md';

function workspace(report: unknown = REPORT, releases = ['app']): Tree {
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  for (const name of releases)
    addProjectConfiguration(tree, name, { root: `apps/${name}`, tags: ['type:release'] });
  addProjectConfiguration(tree, 'a', { root: 'apps/app/vms/boxes/a', tags: ['type:box'] });
  if (report !== undefined) tree.write(`apps/app/${TRIAGE}`, JSON.stringify(report));
  return tree;
}

describe('the incident generator', () => {
  it('writes one document and nothing else', () => {
    const tree = workspace();
    const before = new Set(tree.listChanges().map(({ path }) => path));
    generator(tree, {});
    const written = tree.listChanges().map(({ path }) => path);
    expect(written.filter((path) => !before.has(path))).toEqual([DOCUMENT]);
    expect(tree.read(DOCUMENT, 'utf8')).toMatch(/^---\nstate: open\nseverity: high\n/);
  });

  it.each<[string, Tree, object, RegExp]>([
    [
      'no report',
      workspace(null),
      { evidenceDir: 'x' },
      /no 'apps\/app\/x\/triage[^]*next: Run: nx/,
    ],
    ['a report about another one', workspace({ ...REPORT, release: 'b' }), {}, /no report about/],
    ['two releases', workspace(REPORT, ['app', 'b']), {}, /there are 2\.[^]*app, b/],
    ['an unknown release', workspace(), { release: 'x' }, /no release project 'x'/],
  ])('says what to do where there is %s', (_, tree, options, says) => {
    expect(() => generator(tree, options)).toThrow(says);
  });

  it('does not open the same cause twice', () => {
    const tree = workspace();
    generator(tree, {});
    expect(() => generator(tree, { name: 'other' })).toThrow(/has an incident that is open/);
  });
});
