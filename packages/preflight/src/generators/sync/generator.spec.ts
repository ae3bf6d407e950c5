import { type Tree, readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { temporaryFolder } from '@flightline/core/testing';
import { NAMED_INPUT } from '../../inputs';
import { write } from '../../testing/release-tree';
import generator from './generator';

/** Of all checks one that looks at few files. */
const ONE = { only: ['version-alignment'] };

const PROJECT = 'app/project.json';
const FILES = {
  'app/pyproject.toml': '[project]\nname = "clip"\nversion = "1.0.0"\n',
  'app/vms/runner.sh': '#!/bin/sh\n',
};

/** A release project whose named input is `derived`, with more in its target and its folder. */
function workspace(derived: unknown, options: object = {}, files: Record<string, string> = {}) {
  const { path, remove } = temporaryFolder();
  onEnd.push(remove);
  const namedInputs = derived === undefined ? {} : { [NAMED_INPUT]: derived };
  const targets = { preflight: { executor: '@flightline/preflight:preflight', options } };
  const project = JSON.stringify({ name: 'app', namedInputs, targets });
  write(path, { ...FILES, ...files, [PROJECT]: project });
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  // Checks look at the disk.
  Object.assign(tree, { root: path });
  tree.write(PROJECT, project);
  return tree;
}

const onEnd: (() => void)[] = [];
afterEach(() => onEnd.splice(0).forEach((remove) => remove()));

const inputsIn = (tree: Tree): unknown[] =>
  readJson<{ namedInputs: Record<string, unknown[]> }>(tree, PROJECT).namedInputs[NAMED_INPUT] ??
  [];

describe('sync', () => {
  it('derives the inputs from what the checks look at, and finds them in step then', async () => {
    const tree = workspace([], ONE);
    expect(await generator(tree)).toMatchObject({
      outOfSyncMessage: 'The inputs of preflight are not what its checks look at.',
      outOfSyncDetails: ["Release project 'app': the inputs of preflight follow its checks."],
    });
    const inputs = inputsIn(tree);
    expect(inputs).toEqual(expect.arrayContaining(['{projectRoot}/pyproject.toml']));
    expect(inputs).toEqual(expect.arrayContaining(['{projectRoot}/preflight-waivers.yml']));
    expect(inputs).toEqual(expect.arrayContaining(['{projectRoot}/flightline.checks.ts']));
    expect(inputs).not.toContain('{projectRoot}/**/*');
    expect(await generator(tree)).toBeUndefined();
  });

  it.each<[what: string, options: object, wanted: string, unwanted: string]>([
    [
      'the settings of a check',
      { ...ONE, checks: { 'version-alignment': { dockerfile: 'x/Dockerfile' } } },
      '{projectRoot}/x/Dockerfile',
      '{projectRoot}/Dockerfile',
    ],
    [
      'another file of waivers',
      { ...ONE, waivers: 'x.yml' },
      '{projectRoot}/x.yml',
      '{projectRoot}/preflight-waivers.yml',
    ],
    [
      'what is asked',
      { only: ['dockerfile-user'] },
      '{projectRoot}/Dockerfile',
      '{projectRoot}/pyproject.toml',
    ],
  ])('follows %s', async (_what, options, wanted, unwanted) => {
    const tree = workspace([], options);
    await generator(tree);
    expect(inputsIn(tree)).toContain(wanted);
    expect(inputsIn(tree)).not.toContain(unwanted);
  });

  it('adds what changes when a waiver ends', async () => {
    const waiver = { check: 'matrix', reason: 'Old.', owner: 'kim', expires: '2027-01-31' };
    const waivers = JSON.stringify({ waivers: [waiver] });
    const tree = workspace([], {}, { 'app/preflight-waivers.yml': waivers });
    await generator(tree);
    expect(inputsIn(tree).at(-1)).toEqual({
      runtime: expect.stringContaining('2027-01-31') as unknown,
    });
  });

  it('looks at what a check of the project looks at', async () => {
    const checks = `module.exports = [{ id: 'own', stage: 'source', title: 'x', why: 'x', fix: 'x',
      run: ({ files }) => { files.kind('own.data'); return Promise.resolve({ status: 'pass' }); } }];`;
    const tree = workspace([], { ownChecks: 'own.cjs' }, { 'app/own.cjs': checks });
    await generator(tree);
    expect(inputsIn(tree)).toEqual(expect.arrayContaining(['{projectRoot}/own.data']));
  });

  it.each<[what: string, derived: unknown, options: object]>([
    ['without inputs of its own', undefined, {}],
    ['that asks another stage only', [], { stage: 'host' }],
  ])('leaves a release project alone %s', async (_what, derived, options) => {
    expect(await generator(workspace(derived, options))).toBeUndefined();
  });

  it('says what is wrong with the options', async () => {
    const tree = workspace([], { only: ['nothing'] });
    await expect(generator(tree)).rejects.toThrow("There is no check 'nothing'.");
  });
});
