import { separate } from './separation';

const boxes = (attribute: string, ...values: (string | number | undefined)[]) =>
  values.map((value): Record<string, string | number> =>
    value === undefined ? {} : { [attribute]: value },
  );

describe('separate', () => {
  it.each<[string, Record<string, string | number>[], Record<string, string | number>[], object]>([
    [
      'a version below all others',
      boxes('glibc', '2.27', '2.31'),
      boxes('glibc', '2.34', '2.4'),
      { kind: 'none' },
    ],
    [
      'a version at most',
      boxes('glibc', '2.27', '2.31'),
      boxes('glibc', '2.34', '2.36'),
      { kind: 'threshold', attribute: 'glibc', relation: 'at most', value: '2.31', others: '2.34' },
    ],
    [
      'a version at least',
      boxes('glibc', '2.41', '2.36'),
      boxes('glibc', '2.9', '2.35'),
      { kind: 'threshold', relation: 'at least', value: '2.36', others: '2.35' },
    ],
    [
      'memory',
      boxes('memory', 512, 512),
      boxes('memory', 1024, 2048),
      { kind: 'threshold', attribute: 'memory', relation: 'at most', value: '512' },
    ],
    [
      'a family of their own',
      boxes('family', 'suse', 'suse'),
      boxes('family', 'debian', 'redhat'),
      { kind: 'value', value: 'suse', side: 'these' },
    ],
    [
      'a family of the others',
      boxes('family', 'suse', 'redhat'),
      boxes('family', 'debian', 'debian'),
      { kind: 'value', value: 'debian', side: 'others' },
    ],
    [
      'one exception',
      boxes('family', 'suse', 'suse'),
      boxes('family', 'debian', 'suse'),
      { kind: 'none', because: expect.stringMatching(/nothing/) as string },
    ],
    [
      'a box that does not tell',
      boxes('glibc', '2.27', undefined),
      boxes('glibc', '2.34', '2.36'),
      { kind: 'none' },
    ],
    [
      'one box only',
      boxes('glibc', '2.27'),
      boxes('glibc', '2.34', '2.36'),
      { kind: 'none', because: 'fewer than 2 boxes it happened on' },
    ],
    [
      'one green box only',
      boxes('glibc', '2.27', '2.27'),
      boxes('glibc', '2.34'),
      { kind: 'none', because: 'fewer than 2 boxes are green' },
    ],
  ])('sees %s', (_, these, others, expected) => {
    expect(separate(these, others)).toMatchObject(expected);
  });
});
