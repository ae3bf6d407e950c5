import { join } from 'node:path';
import { type Check, pass } from '@flightline/core/check';
import { FlightlineError } from '@flightline/core/errors';
import { openProjectFiles } from '@flightline/core/files';
import { temporaryFolder } from '@flightline/core/testing';
import { answerIn, write } from '../testing/release-tree';
import { loadOwnChecks } from '.';

const KNOWN: Check = {
  ...{ id: 'known', stage: 'source', title: 'T', why: 'W.', fix: 'F.' },
  run: () => Promise.resolve(pass()),
};
const GOOD = `
import type { Check } from '@flightline/preflight';
import { limit } from './limit';
const check: Check = {
  id: 'own', stage: 'source', title: 'T', why: 'W.', fix: 'F.',
  run: ({ files }) => Promise.resolve(
    files.text('a.txt').length > limit ? { status: 'warn', because: 'Long.', fix: 'Cut.' } : { status: 'pass' },
  ),
};
export default [check];
`;

describe("checks of one's own", () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  const load = (path = 'flightline.checks.ts') =>
    loadOwnChecks(path, [KNOWN], {
      files: openProjectFiles(folder.path, join(folder.path, 'app')),
      releaseRoot: join(folder.path, 'app'),
    });

  it('are none where there is no file', async () => {
    expect(await load('none.ts')).toEqual({
      checks: [],
      looked: { patterns: [], files: ['none.ts'] },
    });
  });

  it('are asked as others, and know what they are made of', async () => {
    write(folder.path, {
      'app/flightline.checks.ts': GOOD,
      'app/limit.ts': 'export const limit: number = 2;\n',
      'app/a.txt': 'long',
    });
    const { checks, looked } = await load();
    // What it imports is seen in Node's own cache of modules, which Jest does not show.
    expect(looked.files).toContain('flightline.checks.ts');
    const [check = KNOWN] = checks;
    expect(await answerIn(folder.path, check)).toMatchObject({ status: 'warn', because: 'Long.' });
  });

  it('leave open what they break at', async () => {
    const broken = GOOD.replace('files.text', 'files.oops');
    write(folder.path, { 'app/broken.ts': broken, 'app/limit.ts': 'export const limit = 2;\n' });
    const [check = KNOWN] = (await load('broken.ts')).checks;
    expect(await answerIn(folder.path, check)).toMatchObject({
      status: 'unverified',
      problems: [{ file: 'app/broken.ts' }],
    });
  });

  it.each<[what: string, text: string, problems: readonly object[]]>([
    ['no list', 'export default {};', [{ message: 'Its default export is no list of checks.' }]],
    [
      'everything wrong',
      "export default [{ id: 'known', stage: 'never', title: '', why: 'W.' }, 1];",
      [
        { key: 'known.id', message: 'There is another check of that id.' },
        { key: 'known.stage', message: 'It has to be one of source, artifact, host, release.' },
        { key: 'known.run', message: 'It has to be a function.' },
        { key: 'known.title', message: 'It is missing.' },
        { key: 'known.fix', message: 'It is missing.' },
        { key: '1', message: 'It is no check.' },
      ],
    ],
    [
      'what cannot be run',
      'const;',
      [{ message: expect.stringContaining('cannot be run') as string }],
    ],
  ])('are refused with %s', async (what, text, problems) => {
    const file = `${what.replaceAll(' ', '-')}.ts`;
    write(folder.path, { [`app/${file}`]: text });
    const error = await load(file).catch((raised: unknown) => raised);
    expect(error).toBeInstanceOf(FlightlineError);
    expect((error as FlightlineError).problems).toEqual(
      problems.map((one) => ({ file: `app/${file}`, ...one })),
    );
  });
});
