import { baseProblems, planBase } from './base';

describe('baseProblems', () => {
  it.each([
    ['localhost/flightline/python:bookworm', 'debian:bookworm', ['python3', 'g++'], []],
    ['base', 'debian:trixie', undefined, []],
    ['Base', 'debian:trixie', [], ["'Base' cannot be the name of an image."]],
    [
      'base',
      'ubuntu:noble',
      [],
      ['\'ubuntu:noble\' is no source of packages, e.g. "debian:bookworm".'],
    ],
    [
      'base',
      'debian:../x',
      ['--hook', 'a,b'],
      [
        "'../x' cannot be the name of a Debian suite.",
        "'--hook' cannot be the name of a distribution package.",
        "'a,b' cannot be the name of a distribution package.",
      ],
    ],
    ['base', 'debian:stable', [], ["'stable' is another system from time to time."]],
  ])('%s from %s with %j', (image, from, packages, problems) => {
    const found = baseProblems(image, { from, ...(packages ? { packages } : {}) });
    expect(found.map(({ message }) => message)).toEqual(problems);
  });
});

describe('planBase', () => {
  const digest = (from: string, packages?: string[], image = 'i') =>
    planBase(image, { from, ...(packages ? { packages } : {}) }).digest;

  it.each([
    ['the order of packages', ['a1', 'b1'], ['b1', 'a1'], true],
    ['a package twice', ['a1'], ['a1', 'a1'], true],
    ['no packages', undefined, [], true],
    ['another package', ['a1'], ['b1'], false],
  ])('%s', (_, one, other, equal) => {
    expect(digest('debian:bookworm', one) === digest('debian:bookworm', other)).toBe(equal);
  });

  it('tells suites apart, and not names', () => {
    expect(digest('debian:trixie')).not.toBe(digest('debian:bookworm'));
    expect(digest('debian:trixie', [], 'x')).toBe(digest('debian:trixie', [], 'y'));
  });
});
