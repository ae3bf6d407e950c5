import { answer } from '../testing/release-tree';
import { releaseWorkflow } from './release-workflow';

const ask = (files: Readonly<Record<string, string>>, settings = {}) =>
  answer(
    releaseWorkflow,
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`app/.github/workflows/${name}`, text]),
    ),
    [],
    { settings },
  );

const GOOD = 'name: Build and Release\non:\n  push:\n    tags: ["v*"]\n';

describe('release-workflow', () => {
  it('passes where the workflow starts for the tag', async () => {
    const files = { 'a.yml': 'name: Other\non: push\n', 'b.yaml': GOOD };
    expect(await ask(files)).toEqual({ status: 'pass', detail: 'app/.github/workflows/b.yaml' });
  });

  it.each<[what: string, files: Record<string, string>, because: RegExp, problems: object[]]>([
    [
      'has another name',
      { 'a.yml': 'on: push\nname: Build and release\n', 'b.yml': 'on: push\n' },
      /^No workflow is called/,
      [{ line: 2, message: "It is called 'Build and release'." }, { message: 'It has no name.' }],
    ],
    [
      'starts for other tags',
      { 'a.yml': GOOD.replace('v*', 'release-*') },
      /does not start when 'v1\.2\.3' is pushed/,
      [{ line: 4 }],
    ],
    [
      'starts for branches alone',
      { 'a.yml': GOOD.replace('tags', 'branches') },
      /does not start/,
      [{ line: 4 }],
    ],
    ['shares its name', { 'a.yml': GOOD, 'b.yml': GOOD }, /^Several/, [{ line: 1 }, { line: 1 }]],
  ])('fails where it %s', async (_what, files, because, problems) => {
    expect(await ask(files)).toMatchObject({
      status: 'fail',
      because: expect.stringMatching(because) as unknown,
      problems,
    });
  });

  it('goes by its settings', async () => {
    const settings = { name: 'Ship', tag: '2026.1' };
    const files = { 'a.yml': 'name: Ship\non: { push: { tags: ["20*"] } }\n' };
    expect(await ask(files, settings)).toMatchObject({ status: 'pass' });
  });

  it('is open where a workflow cannot be read', async () => {
    expect(await ask({ 'a.yml': 'on: [' })).toMatchObject({ status: 'unverified' });
  });

  it('is no question without workflows', async () => {
    expect(await ask({})).toMatchObject({ status: 'skip' });
  });
});
