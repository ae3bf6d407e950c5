import { referencesIn } from './build-references';

const TARGETS = ['setup.py', 'Dockerfile.rocky'];
const found = (text: string, folder = '.') =>
  referencesIn(text, { folder, targets: TARGETS }).map(
    ({ line, column, text: words }) => `${line}:${column} ${words}`,
  );

describe('a reference', () => {
  it.each<[text: string, at: string, folder: string]>([
    ['python setup.py sdist', '1:8 setup.py', '.'],
    ['\nSee `setup.py`.', '2:6 setup.py', '.'],
    ['COPY pyproject.toml ./setup.py /src/', '1:21 ./setup.py', '.'],
    ['docker build -f Dockerfile.rocky .', '1:17 Dockerfile.rocky', '.'],
    ['run: python "$ROOT/setup.py" build', '1:14 $ROOT/setup.py', '.'],
    ['python /src/setup.py', '1:8 /src/setup.py', '.'],
    ['[setup.py](../setup.py)', '1:2 setup.py', 'docs'],
    ['up: ../setup.py', '1:5 ../setup.py', 'docs'],
    ['!setup.py', '1:2 setup.py', '.'],
    ['The version stands in setup.py, not here', '1:23 setup.py', '.'],
    ['there is no pyproject.toml, so run setup.py', '1:36 setup.py', '.'],
    ['setup.py is not executable', '1:1 setup.py', '.'],
  ])('%j', (text, at, folder) => {
    expect(found(text, folder)).toEqual([at]);
  });
});

describe('no reference', () => {
  it.each<[text: string, folder: string]>([
    ['python my_setup.py and setup.pyc, setup.py.bak, presetup.py', '.'],
    ['Dockerfile.rocky9', '.'],
    ['https://github.com/pypa/sampleproject/blob/main/setup.py', '.'],
    ['[setup.py](https://github.com/pypa/sampleproject/blob/main/setup.py)', '.'],
    ['git+https://example.org/x/setup.py', '.'],
    ['python tools/vendor/setup.py', '.'],
    ['python vendor/setup.py', 'tools'],
    ['cat /usr/lib/python3/setup.py', '.'],
    ['There is no `setup.py` and no `Dockerfile.rocky`.', '.'],
    ['There must be no setup.cfg, setup.py or Dockerfile.rocky.', '.'],
    ['`setup.py` and `Dockerfile.rocky` must not exist.', '.'],
    ['pyproject.toml replaces setup.py, and Dockerfile.rocky is gone.', '.'],
    ['if [ ! -e setup.py ]; then', '.'],
    ['We do not use setup.py', '.'],
  ])('%j', (text, folder) => {
    expect(found(text, folder)).toEqual([]);
  });
});

it('tells each file once for each line', () => {
  expect(found('setup.py setup.py Dockerfile.rocky\nsetup.py')).toEqual([
    '1:1 setup.py',
    '1:19 Dockerfile.rocky',
    '2:1 setup.py',
  ]);
});
