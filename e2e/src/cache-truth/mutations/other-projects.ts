// Projects that no box depends on, and npm packages that none of ours needs.
import { type Change, type Family, each } from '../mutation';
import { thing } from '../make-workspace';
import { RELEASE } from '../product';
import { install } from './plugins';

const PROJECTS: readonly Change[] = [
  ['the source of a library', (at) => at.append('libs/chart/src/chart.txt', 'more\n')],
  ['the project.json of a library', (at) => at.append('libs/chart/project.json', '\n')],
  ['a library removed', (at) => at.remove('libs/chart')],
  ['a library moved', (at) => at.rename('libs/chart', 'libs/maps/chart')],
  ['a library renamed', (at) => at.edit('libs/chart/project.json', '"chart"', '"charts"')],
  ['a library added', (at) => at.write('libs/map/project.json', '{ "name": "map" }\n')],
  [
    'a library with targets of its own',
    (at) =>
      at.write(
        'libs/map/project.json',
        JSON.stringify({ name: 'map', targets: { build: { command: 'true', cache: true } } }),
      ),
  ],
  [
    'a library that depends on the release',
    (at) =>
      at.write(
        'libs/map/project.json',
        JSON.stringify({ name: 'map', implicitDependencies: [RELEASE] }),
      ),
  ],
  [
    'a project with the tag of the matrix that is no box',
    (at) =>
      at.write(
        'libs/map/project.json',
        JSON.stringify({ name: 'map', tags: [`matrix:${RELEASE}`] }),
      ),
  ],
  [
    'a third release project',
    (at) => {
      at.write(
        'products/log/project.json',
        JSON.stringify({
          name: 'log',
          tags: ['type:release'],
          targets: { 'docker-build': { executor: '@flightline/docker-build:docker-build' } },
        }),
      );
      at.write('products/log/Dockerfile', 'FROM scratch AS artifact\nCOPY src/ /\n');
    },
  ],
];

const PACKAGES: readonly Change[] = [
  [
    'an unrelated npm package added',
    (at) => install(at, ['extra-thing'], `extra-thing@${thing('extra-thing', '1.0.0')}`),
  ],
  [
    'an unrelated npm package updated',
    (at) => install(at, ['plain-thing'], `plain-thing@${thing('plain-thing', '1.0.1')}`),
  ],
  [
    'an unrelated npm package removed',
    async (at) => {
      at.json('package.json', ({ devDependencies }) => {
        delete (devDependencies as Record<string, string>)['plain-thing'];
      });
      await install(at, ['plain-thing']);
    },
  ],
  [
    'package.json: a script',
    (at) => at.json('package.json', (own) => (own['scripts'] = { hello: 'true' })),
  ],
  [
    'package.json: a description',
    (at) => at.json('package.json', (own) => (own['description'] = 'x')),
  ],
  ['package.json: the version', (at) => at.edit('package.json', '"0.0.0"', '"0.0.1"')],
  ['package.json: white space', (at) => at.append('package.json', '\n')],
  [
    'package-lock.json written otherwise',
    (at) => at.write('package-lock.json', JSON.stringify(JSON.parse(at.read('package-lock.json')))),
  ],
  ['an .npmrc', (at) => at.write('.npmrc', 'fund=false\n')],
  [
    'a package without a lock entry',
    (at) =>
      at.write(
        'node_modules/stray-thing/package.json',
        '{ "name": "stray-thing", "version": "1.0.0" }',
      ),
  ],
];

export const otherProjects: Family = {
  name: 'other projects and packages',
  mutations: [...each(PROJECTS, { runs: [] }), ...each(PACKAGES, { runs: [] })],
};
