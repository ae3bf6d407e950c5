import { posix } from 'node:path';
import { evidencePaths } from '@flightline/core/evidence';
import { BOX_DEFAULTS } from '@flightline/core/model';
import {
  buildInputs,
  pluginInputs,
  preflightInputs,
  releaseInputs,
  workspaceSettings,
} from './task-inputs';

const FROM_NPM: ReadonlySet<string> = new Set();
const settings = workspaceSettings(FROM_NPM);

describe('the inputs of a plugin', () => {
  it.each([
    ['from npm: its version', FROM_NPM, [{ externalDependencies: ['@flightline/vm-run'] }]],
    [
      'in its own workspace: its source',
      new Set(['@flightline/vm-run']),
      [
        { externalDependencies: [] },
        { input: 'production', projects: ['core', 'vm-run', 'triage'] },
      ],
    ],
  ])('%s', (_title, packages, inputs) => {
    expect(pluginInputs('@flightline/vm-run', packages)).toEqual(inputs);
  });
});

describe('the inputs of preflight and docker-build', () => {
  it.each([
    ['shop', 'directory:shop/**'],
    ['.', 'directory:**'],
  ])('hold the projects inside %s that are no boxes', (root, pattern) => {
    const nested = { input: 'default', projects: [pattern, '!tag:type:box', '!store'] };
    for (const inputs of [preflightInputs, buildInputs])
      expect(inputs({ name: 'store', root }, new Set())).toContainEqual(nested);
  });
});

describe('the inputs of vm-run', () => {
  it.each(['.gitignore', '.nxignore'])('name %s, which Nx hashes into every task', (file) => {
    const { inputs } = settings.targetDefaults['@flightline/vm-run:vm-run'] ?? {};
    expect(inputs).toContain(`{workspaceRoot}/${file}`);
  });
});

describe('the outputs of vm-run', () => {
  const { log, reports, results } = evidencePaths('shop/vms/artifacts', 'box', 'host');
  const outputs = settings.targetDefaults['@flightline/vm-run:vm-run']?.outputs ?? [];

  it('are the places of the evidence', () => {
    const values = {
      projectRoot: 'shop/vms/boxes/box',
      projectName: 'box',
      'options.hostname': 'host',
    };
    const paths = outputs.map((output) =>
      Object.entries(values).reduce(
        (path, [key, value]) => path.replace(`{${key}}`, value),
        output,
      ),
    );
    expect(paths.map((path) => posix.normalize(path))).toEqual([log, reports, results]);
  });
});

describe('the answers of a release project to its boxes', () => {
  it.each([
    ['shop', 'shop/dist/artifact'],
    ['.', 'dist/artifact'],
  ])('in %s name the default artifact folder %s', (root, artifact) => {
    expect(artifact.endsWith(BOX_DEFAULTS.artifact)).toBe(true);
    expect(releaseInputs(root)['artifactDigest']).toEqual([
      { runtime: `node node_modules/@flightline/core/bin/folder-digest.js ${artifact}` },
    ]);
  });

  it('hold whatever stands where runners do', () => {
    const folder = posix.dirname(BOX_DEFAULTS.runner);
    expect(releaseInputs('.')['runner']).toContain(`{workspaceRoot}/${folder}/*`);
    expect(releaseInputs('shop')['runner']).toContain(`{workspaceRoot}/shop/${folder}/*`);
  });
});
