import { UserError } from '../errors';
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
  runner: fakeRunner({}),
  signal: new AbortController().signal,
  workspaceRoot: '/work',
  releaseRoot: '/work/app',
  env: {},
  boxes: [],
};

const check = (id: string, run: () => Promise<Outcome>): Check => ({
  id,
  stage: 'source',
  title: id,
  why: 'It matters.',
  run,
});
const answering = (outcome: Outcome) => check(outcome.status, () => Promise.resolve(outcome));
const throwing = (error: Error) => check('throwing', () => Promise.reject(error));

const ALL = [pass(), warn('w', 'f'), fail('b', 'f'), skip('s'), unverified('u')];

describe('runChecks', () => {
  it('asks in order and tells each answer as it comes', async () => {
    const heard: string[] = [];
    const results = await runChecks(ALL.map(answering), context, ({ id }) => heard.push(id));
    expect(heard).toEqual(['pass', 'warn', 'fail', 'skip', 'unverified']);
    expect(results.map(({ outcome }) => outcome)).toEqual(ALL);
  });

  it('takes the error of a reader for the answer', async () => {
    const problems = [{ message: 'Bad.', line: 3 }];
    const error = new UserError('FILE_UNREADABLE', 'No.', 'Mend it.', { problems });
    const [result] = await runChecks([throwing(error)], context);
    expect(result?.outcome).toEqual(fail('No.', 'Mend it.', problems));
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
