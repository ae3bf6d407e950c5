import { UserError } from '../errors';
import { parseYaml } from './yaml';

const errorOf = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a YAML file', () => {
  const document = parseYaml(
    'jobs:\n  test:\n    steps:\n      - run: make\n      - {run: "x"}\n',
    'ci.yml',
  );

  it.each([
    [['jobs', 'test', 'steps', 0, 'run'], 'make', { line: 4, column: 14 }],
    [['jobs', 'test', 'steps', 1, 'run'], 'x', { line: 5, column: 15 }],
    [['jobs', 'none'], undefined, undefined],
  ])('has at %j %j, %j', (path, value, position) => {
    expect(document.value(path)).toEqual(value);
    expect(document.position(path)).toEqual(position);
  });

  it('knows where a value ends, with its quotes', () => {
    expect(document.range(['jobs', 'test', 'steps', 1, 'run'])).toEqual({
      start: { line: 5, column: 15 },
      end: { line: 5, column: 18 },
    });
  });

  it('may be JSON, indented with tabs or not', () => {
    const json = parseYaml('{\n\t"a": {\n\t\t"b": [1, 2]\n\t}\n}\n', 'project.json');
    expect(json.value(['a', 'b'])).toEqual([1, 2]);
    expect(json.position(['a', 'b', 1])).toEqual({ line: 3, column: 12 });
  });

  it('is refused with each mistake and its place', () => {
    const error = errorOf(() => parseYaml('a: 1\na: 2\nb: [1\nc: 3\n', 'ci.yml'));
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'ci.yml:2',
      'ci.yml:4',
    ]);
  });

  it('is refused when its aliases would fill the memory', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`,
    );
    const error = errorOf(() => parseYaml(['l0: &l0 [x]', ...levels].join('\n'), 'bomb.yml'));
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
