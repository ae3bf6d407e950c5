import type { Targets } from '@flightline/core/check';
import { type ScriptedAnswer, fakeRunner } from '@flightline/core/testing';
import { answer } from '../testing/release-tree';
import { engineLint } from './engine-lint';

const TREE = { 'app/Dockerfile': 'FROM a:1 AS BASE\n' };
const ASKED = 'docker buildx build --call=check,format=json --file Dockerfile .';

const ask = (said: ScriptedAnswer, tree: Readonly<Record<string, string>> = TREE) =>
  answer(engineLint, tree, [], { runner: fakeRunner({ [ASKED]: said }) });

const json = (value: object, exitCode = 0): ScriptedAnswer => ({
  ...{ exitCode, stdout: JSON.stringify(value) },
});

/** As buildx documents it. */
const WARNING = {
  ruleName: 'StageNameCasing',
  description: 'Stage names should be lowercase',
  url: 'https://docs.docker.com/go/dockerfile/rule/stage-name-casing/',
  detail: "Stage name 'BASE' should be lowercase",
  location: { ranges: [{ start: { line: 1 }, end: { line: 1 } }] },
};

describe('engine-lint', () => {
  it.each<[what: string, said: ScriptedAnswer, outcome: object]>([
    ['nothing', json({ warnings: [], sources: [] }), { status: 'pass', detail: 'app/Dockerfile' }],
    ['nothing, as Go writes it', json({ warnings: null }), { status: 'pass' }],
    [
      'a warning',
      json({ warnings: [WARNING] }, 1),
      {
        status: 'warn',
        problems: [
          {
            file: 'app/Dockerfile',
            line: 1,
            key: 'StageNameCasing',
            message: "Stage name 'BASE' should be lowercase",
            hint: WARNING.url,
          },
        ],
      },
    ],
    [
      'a warning without a place',
      json({ warnings: [{ ruleName: 'X', description: 'Do not.' }] }, 1),
      { status: 'warn', problems: [{ file: 'app/Dockerfile', key: 'X', message: 'Do not.' }] },
    ],
    [
      'that it cannot build',
      json(
        {
          warnings: [],
          buildError: {
            message: 'dockerfile parse error on line 2: unknown instruction: FRM',
            location: { ranges: [{ start: { line: 2 } }] },
          },
        },
        1,
      ),
      {
        status: 'unverified',
        problems: [
          {
            file: 'app/Dockerfile',
            line: 2,
            message: 'dockerfile parse error on line 2: unknown instruction: FRM',
          },
        ],
      },
    ],
    ['nothing that can be read', { exitCode: 1, stderr: 'panic: oops' }, { status: 'unverified' }],
    ['another JSON', json({ errors: [] }), { status: 'unverified' }],
    ['nothing, and failed', json({ warnings: null }, 1), { status: 'unverified' }],
  ])('is answered when the engine says %s', async (_what, said, outcome) => {
    expect(await ask(said)).toMatchObject(outcome);
  });

  it.each<[because: string, said: ScriptedAnswer]>([
    ['Docker is not installed.', { ending: 'missing' }],
    // Docker 28.2 without buildx.
    [
      'Docker has no buildx 0.15 or newer here, the first that can check.',
      { exitCode: 125, stderr: 'unknown flag: --call\n\nUsage:  docker [OPTIONS] COMMAND' },
    ],
    [
      'The Docker daemon does not answer.',
      { exitCode: 1, stderr: 'ERROR: Cannot connect to the Docker daemon at unix:///x.' },
    ],
    [
      'The BuildKit of this engine is too old to check.',
      { exitCode: 1, stderr: 'unsupported frontend capability moby.buildkit.frontend.subrequests' },
    ],
    [
      'The engine does not get at the base images here, and checks nothing without.',
      json(
        {
          warnings: null,
          buildError: {
            message: 'a:1: failed to resolve source metadata for docker.io/library/a:1',
          },
        },
        1,
      ),
    ],
  ])('is skipped: %s', async (because, said) => {
    expect(await ask(said)).toEqual({ status: 'skip', because });
  });

  it('is no question without a Dockerfile', async () => {
    expect(await ask({}, {})).toMatchObject({ status: 'skip' });
  });

  it('asks about each build as it is built, and tells once what they share', async () => {
    const build = (target: string, buildArgs: object) => ({
      executor: '@flightline/docker-build:docker-build',
      options: { target, buildArgs },
    });
    const targets = { one: build('a', { X: '1' }), two: build('b', {}) } as Targets;
    const words = 'docker buildx build --call=check,format=json --file Dockerfile';
    const said = json({ warnings: [WARNING] }, 1);
    const runner = fakeRunner({
      [`${words} --target a --build-arg=X=1 .`]: said,
      [`${words} --target b .`]: said,
    });
    const outcome = await answer(engineLint, TREE, [], { targets, runner });
    expect(runner.calls).toHaveLength(2);
    // Of a list, toMatchObject compares the length.
    expect(outcome).toMatchObject({ status: 'warn', problems: [{ key: 'StageNameCasing' }] });
  });
});
