import {
  IMAGE_DEFAULTS,
  type ImageFacts,
  type ImageOptions,
  imageProblems,
  planImage,
} from './image';

const COMMIT = {
  sha: 'abcdefabcdefabcdef',
  time: 1700000000,
  branch: 'feature/x',
  tag: undefined,
  isChanged: false,
  remote: undefined,
};
const FACTS: ImageFacts = { cached: false, source: { version: '1.2', commit: COMMIT }, env: {} };
const IMAGE = { load: true, tags: ['r.io/p:{version}'] };

const problems = (options: Partial<ImageOptions>, facts: Partial<ImageFacts> = {}) =>
  imageProblems({ ...IMAGE_DEFAULTS, ...options }, { ...FACTS, ...facts }).map(
    ({ key, message }) => `${key}: ${message}`,
  );

it.each<[Partial<ImageOptions>, string[]]>([
  [{}, []],
  [IMAGE, []],
  [{ ...IMAGE, export: false, platforms: ['linux/amd64', 'linux/arm64'] }, []],
  [{ export: false }, ["export: The build would keep nothing: set 'export', 'load' or 'push'."]],
  [{ push: true }, ["tags: An image that 'push' keeps needs a name."]],
  [
    { tags: ['p'], labels: { a: 'b' }, annotations: { a: 'b' } },
    [
      "tags: They name an image that is not kept: set 'load' or 'push'.",
      "labels: They are of an image that is not kept: set 'load' or 'push'.",
      "annotations: They are of an image that is not kept: set 'load' or 'push'.",
    ],
  ],
  [
    { platforms: ['linux/amd64', 'linux/arm64'] },
    [
      "platforms: An artifact is of one platform: build it in a target of its own, and this image with 'export' off.",
    ],
  ],
  [
    { ...IMAGE, tags: ['p:{tag}'], labels: { a: '{x}' } },
    [
      "tags: There is no tag for '{tag}': the commit has no tag.",
      "labels.a: '{x}' is none of '{version}', '{sha}', '{branch}', '{tag}'.",
    ],
  ],
  [
    { ...IMAGE, tags: ['Bad Name', 'localhost:5000/a/b:c', 'a@b'] },
    [
      "tags: 'Bad Name' cannot be the name of an image.",
      "tags: 'a@b' cannot be the name of an image.",
    ],
  ],
])('%j: %j', (options, expected) => {
  expect(problems(options)).toEqual(expected);
});

it.each<[Partial<ImageOptions>, boolean]>([
  [IMAGE, true],
  [{ ...IMAGE, load: false, push: true }, true],
  [{}, false],
])('%j of a target that Nx caches is refused: %s', (options, refused) => {
  expect(problems(options, { cached: true }).some((text) => text.includes('"cache": false'))).toBe(
    refused,
  );
});

it('refuses a time that is no number', () => {
  expect(problems(IMAGE, { env: { SOURCE_DATE_EPOCH: 'now' } })).toEqual([
    'SOURCE_DATE_EPOCH: The variable is no number of seconds.',
  ]);
});

describe('planImage', () => {
  const plan = (options: Partial<ImageOptions>, env: ImageFacts['env'] = {}) =>
    planImage({ ...IMAGE_DEFAULTS, ...options }, { ...FACTS, env });

  it('names and labels an image by its source', () => {
    const tags = ['p:{version}', 'p:{branch}'];
    expect(
      plan({ ...IMAGE, tags, labels: { a: '{sha}' }, annotations: { b: '{version}' } }),
    ).toMatchObject({
      tags: ['p:1.2', 'p:feature-x'],
      labels: {
        'org.opencontainers.image.revision': 'abcdefabcdefabcdef',
        a: 'abcdefabcdef',
      },
      annotations: { b: '1.2' },
      sourceDate: 1700000000,
    });
  });

  it.each([
    [{ SOURCE_DATE_EPOCH: '7' }, 7],
    [{}, 1700000000],
  ])('with %j it is of second %d', (env, seconds) => {
    expect(plan(IMAGE, env).sourceDate).toBe(seconds);
  });

  it('asks for nothing when no image is kept', () => {
    expect(plan({})).toMatchObject({ tags: [], labels: {}, sourceDate: undefined });
  });
});
