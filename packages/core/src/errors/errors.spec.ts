import {
  ERROR_CODES,
  EnvironmentError,
  UserError,
  rejectProblems,
  renderError,
  renderProblem,
} from '.';

describe('renderError', () => {
  it('says what is wrong, each problem with its place, and what next', () => {
    const error = new UserError('BOX_INVALID', "Box 'a' cannot run.", 'Mend it.\nThen try again.', {
      problems: [
        { file: 'a/project.json', line: 7, column: 3, key: 'memory', message: 'Too small.' },
        { message: 'Something else.', hint: 'Look there.' },
      ],
    });
    expect(renderError(error)).toEqual([
      "error BOX_INVALID  Box 'a' cannot run.",
      '  - a/project.json:7:3 memory: Too small.',
      '  - Something else.',
      '    Look there.',
      '  next: Mend it.',
      '        Then try again.',
    ]);
  });

  it('paints only when asked to', () => {
    const error = new EnvironmentError('TOOL_MISSING', 'No QEMU.', 'Install it.');
    expect(renderError(error).join()).not.toContain('\u001b');
    expect(renderError(error, { colour: true }).join()).toContain('\u001b');
  });

  it.each([
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    ['thrown text', 'thrown text'],
    [undefined, 'undefined'],
  ])('takes anything else for a mistake of ours: %p', (error, says) => {
    const lines = renderError(error);
    expect(lines[0]).toBe('error INTERNAL  Flightline made a mistake.');
    expect(lines[1]).toBe(`  ${says}`);
    expect(lines.at(-1)).toContain('report this');
  });
});

it.each([
  [{ message: 'No.' }, '  - No.'],
  [{ file: 'f', message: 'No.' }, '  - f: No.'],
  [{ file: 'f', line: 2, message: 'No.' }, '  - f:2: No.'],
  [{ key: 'a.b', message: 'No.' }, '  - a.b: No.'],
])('a problem %j reads %s', (problem, line) => {
  expect(renderProblem(problem)).toEqual([line]);
});

describe('rejectProblems', () => {
  it('does nothing without a problem', () => {
    expect(() => rejectProblems('MATRIX_INVALID', 'No.', 'Mend it.', [])).not.toThrow();
  });

  it('raises all problems as one error', () => {
    const problems = [{ message: 'One.' }, { message: 'Two.' }];
    expect(() => rejectProblems('MATRIX_INVALID', 'No.', 'Mend it.', problems)).toThrow(
      new UserError('MATRIX_INVALID', 'No.', 'Mend it.', { problems }),
    );
  });
});

it.each(Object.entries(ERROR_CODES))(
  'code %s has a meaning that is a sentence',
  (code, { meaning }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  },
);
