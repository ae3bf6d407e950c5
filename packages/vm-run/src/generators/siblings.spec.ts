import { siblingRemarks, siblings } from './siblings';

const packages: ReadonlySet<string> = new Set();
const version = siblings({ packages })['@flightline/core'] ?? '';

describe('what is said about the other packages', () => {
  it.each([
    ['nothing without one', {}, []],
    [
      'nothing about the same version',
      { devDependencies: { '@flightline/core': `^${version}` } },
      [],
    ],
    ['nothing about a file', { devDependencies: { '@flightline/core': 'file:core.tgz' } }, []],
    [
      'another version',
      { dependencies: { '@flightline/core': '~0.0.1' } },
      [
        `package.json: '@flightline/core' is 0.0.1 and '@flightline/vm-run' is ${version}; they work in one version only.`,
      ],
    ],
  ])('%s', (_title, manifest, remarks) => {
    expect(siblingRemarks({ packages, json: () => manifest })).toEqual(remarks);
  });
});
