import { type CodeOf, type Problem, UserError } from '../errors';
import { openProjectFiles } from '../files';
import { fakeRunner } from '../testing';
import {
  type Check,
  type CheckContext,
  type Outcome,
  fail,
  pass,
  skip,
  unverified,
  warn,
} from './check';
import { hasFailed, runChecks } from './run-checks';

const context: CheckContext = {
  files: openProjectFiles('/work', '/work/app'),
  settings: {},
  runner: fakeRunner({}),
  signal: new AbortController().signal,
  workspaceRoot: '/work',
  releaseRoot: '/work/app',
  env: {},
  boxes: [],
  targets: {},
};

const check = (id: string, run: () => Promise<Outcome>): Check => ({
  id,
  stage: 'source',
  title: id,
  why: 'It matters.',
  fix: 'Mend it.',
  run,
});
const answering = (outcome: Outcome) => check(outcome.status, () => Promise.resolve(outcome));
const throwing = (error: Error) => check('throwing', () => Promise.reject(error));

const ALL = [pass(), warn('w', 'f'), fail('b', 'f'), skip('s'), unverified('u')];

describe('runChecks', () => {
  it('asks in order', async () => {
    const results = await runChecks(ALL.map(answering), context);
    expect(results.map(({ outcome }) => outcome)).toEqual(ALL);
  });

  it.each<[code: CodeOf<'input'>, outcome: (problems: readonly Problem[]) => Outcome]>([
    ['FILE_UNREADABLE', (problems) => unverified('No.', problems)],
    ['BOX_INVALID', (problems) => fail('No.', 'Mend it.', problems)],
  ])('takes the error of a reader for the answer: %s', async (code, outcome) => {
    const problems = [{ message: 'Bad.', line: 3 }];
    const error = new UserError(code, 'No.', 'Mend it.', { problems });
    const [result] = await runChecks([throwing(error)], context);
    expect(result?.outcome).toEqual(outcome(problems));
  });

  it('tells what each check was shown, of each its own', async () => {
    const looking = (path: string): Check => ({
      ...check(path, () => Promise.resolve(pass())),
      run: ({ files }) => Promise.resolve(pass(files.kind(path))),
    });
    const results = await runChecks([looking('a'), looking('b')], context);
    expect(results.map(({ looked }) => looked.files)).toEqual([['a'], ['b']]);
  });

  it('lets a mistake of ours through', async () => {
    await expect(runChecks([throwing(new TypeError('oops'))], context)).rejects.toThrow('oops');
  });
});

it.each(ALL.map((outcome) => [outcome.status, outcome] as const))(
  'hasFailed: %s',
  async (status, outcome) => {
    const results = await runChecks([answering(outcome)], context);
    expect(hasFailed(results)).toBe(status === 'fail');
  },
);
