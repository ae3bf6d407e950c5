import type { Task } from '@flightline/core/executor';
import { fakeRunner, recordingReporter } from '@flightline/core/testing';
import { planValidate } from './plan';

const boxProject = (name: string) => ({
  root: `product/vms/boxes/${name}`,
  tags: ['type:box', 'matrix:product'],
  targets: { 'vm-run': { options: { image: 'debian:bookworm', hostname: name } } },
});

function task(targets: readonly string[], boxes: readonly string[]): Task {
  const product = {
    root: 'product',
    tags: [],
    targets: Object.fromEntries(targets.map((name) => [name, {}])),
  };
  return {
    workspaceRoot: '/workspace',
    project: { name: 'product', root: 'product', tags: [] },
    projects: { product, ...Object.fromEntries(boxes.map((name) => [name, boxProject(name)])) },
    target: { name: 'validate', cached: false },
    taskHash: null,
    env: {},
    runner: fakeRunner({}),
    reporter: recordingReporter(),
    signal: new AbortController().signal,
  };
}

const ALL = ['docker-build', 'triage'];
const DEFAULTS = { jobs: 3, build: true };

describe('the plan of a validation', () => {
  it.each([
    ['everything', ALL, {}, { builds: true, words: '-p a,b --parallel=3', triage: {} }],
    [
      'some boxes',
      ALL,
      { boxes: ['b'] },
      { builds: true, words: '-p b --parallel=3', triage: { boxes: ['b'] } },
    ],
    [
      'no build wanted',
      ALL,
      { build: false, jobs: 1 },
      { builds: false, words: '-p a,b --parallel=1 --exclude-task-dependencies', triage: {} },
    ],
    [
      'no build and no triage there',
      [],
      {},
      { builds: false, words: '-p a,b --parallel=3', triage: undefined },
    ],
  ])('%s', (_name, targets, options, { words, ...expected }) => {
    const plan = planValidate({ ...DEFAULTS, ...options }, task(targets, ['a', 'b']), ['nx']);
    expect(plan).toMatchObject(expected);
    expect(plan.run.join(' ')).toBe(
      `nx run-many -t vm-run ${words} --output-style=stream-without-prefixes`,
    );
  });

  it.each([
    [
      'a matrix without boxes',
      [],
      {},
      /cannot be validated/,
      ["No project carries the tags 'type:box' and 'matrix:product'."],
    ],
    [
      'boxes that are not in it',
      ['a'],
      { boxes: ['a', 'x', 'y'] },
      /cannot be validated/,
      ["'x' is no box of 'product'.", "'y' is no box of 'product'."],
    ],
  ])('refuses %s', (_name, boxes, options, message, problems) => {
    const plan = () => planValidate({ ...DEFAULTS, ...options }, task(ALL, boxes), ['nx']);
    expect(plan).toThrow(message);
    expect(plan).toThrow(
      expect.objectContaining({
        problems: problems.map((text) => expect.objectContaining({ message: text }) as unknown),
      }) as Error,
    );
  });
});
