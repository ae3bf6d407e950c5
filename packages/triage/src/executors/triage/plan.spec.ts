import { UserError } from '@flightline/core/errors';
import { type Matrix, completeBox } from '@flightline/core/model';
import { planTriage } from './plan';

const matrix: Matrix = {
  release: 'app',
  root: 'apps/app',
  boxes: ['debian12', 'ubuntu22'].map((name) => ({
    name,
    root: `apps/app/vms/boxes/${name}`,
    options: completeBox({ hostname: `${name}-host`, image: 'debian:bookworm' }),
  })),
};

describe('planTriage', () => {
  it.each([
    ['nothing', {}, { details: true, hard: false, reports: false, tail: 0 }],
    ['--tail', { tail: true }, { details: false, hard: false, reports: false, tail: 100 }],
    ['--tail=20', { tail: 20 }, { details: false, hard: false, reports: false, tail: 20 }],
    ['--tail=false', { tail: false }, { details: true, hard: false, reports: false, tail: 0 }],
    [
      '--hard --reports',
      { hard: true, reports: true },
      { details: false, hard: true, reports: true, tail: 0 },
    ],
  ])('shows for %s', (_, options, show) => {
    expect(planTriage(options, matrix).show).toEqual(show);
  });

  it('takes all boxes, or those that are named', () => {
    const names = (boxes?: string[]) =>
      planTriage(boxes === undefined ? {} : { boxes }, matrix).boxes.map(({ name }) => name);
    expect(names()).toEqual(['debian12', 'ubuntu22']);
    expect(names([])).toEqual(['debian12', 'ubuntu22']);
    expect(names(['ubuntu22'])).toEqual(['ubuntu22']);
  });

  it('reads evidence where each box leaves it, or where the option says', () => {
    const [first, second] = matrix.boxes;
    const moved = {
      ...matrix,
      boxes: [first, { ...second, options: { ...second?.options, evidenceDir: 'elsewhere' } }],
    } as Matrix;
    const dirs = (plan: ReturnType<typeof planTriage>) => [
      plan.output,
      ...plan.boxes.map(({ evidenceDir }) => evidenceDir),
    ];
    expect(dirs(planTriage({}, moved))).toEqual([
      'vms/artifacts/triage',
      'vms/artifacts',
      'elsewhere',
    ]);
    expect(dirs(planTriage({ evidenceDir: 'ci' }, moved))).toEqual(['ci/triage', 'ci', 'ci']);
  });

  it.each([
    [
      'boxes that do not exist',
      { boxes: ['nope', 'ubuntu22', 'no'] },
      matrix,
      'OPTIONS_INVALID',
      ["There is no box 'nope'.", "There is no box 'no'."],
    ],
    ['a tail of no lines', { tail: -1 }, matrix, 'OPTIONS_INVALID', []],
    ['half a line', { tail: 1.5 }, matrix, 'OPTIONS_INVALID', []],
    ['a release without boxes', {}, { ...matrix, boxes: [] }, 'MATRIX_INVALID', []],
  ])('refuses %s', (_, options, of, code, problems) => {
    let error: unknown;
    try {
      planTriage(options, of);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code });
    expect((error as UserError).problems.map(({ message }) => message)).toEqual(problems);
  });
});
