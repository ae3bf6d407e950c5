// Checks that only this product has. `nx run hardening:preflight --explain probes-documented` tells about one.
import { defineCheck, fail, pass } from '@flightline/preflight';

const README = 'core/README.md';

export default [
  defineCheck({
    id: 'probes-documented',
    stage: 'source',
    title: 'Every probe is told of in the README of core',
    why: 'A report says which probe found something; who reads it looks there first.',
    fix: `Name the module in ${README}.`,
    run: ({ files }) => {
      const text = files.text(README);
      const probes = files.find('core/probes/*.py').filter((path) => !path.endsWith('__init__.py'));
      const missing = probes.filter((path) => !text.includes(path.replace(/^core\//, '')));
      return Promise.resolve(
        missing.length === 0
          ? pass(`${probes.length} probes`)
          : fail(
              'Some probes are not told of.',
              `Name them in ${README}.`,
              missing.map((path) => ({
                file: files.name(path),
                message: `${README} does not name it.`,
              })),
            ),
      );
    },
  }),
];
