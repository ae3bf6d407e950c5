const preset = require('../jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'e2e',
  rootDir: __dirname,
  globalTeardown: '<rootDir>/bounded-end.cjs',
  testMatch: ['<rootDir>/src/**/*.e2e.ts'],
  moduleNameMapper: {
    '^@flightline/([^/]+)/(.+)$': [
      '<rootDir>/../packages/$1/src/$2/index.ts',
      '<rootDir>/../packages/$1/src/$2.ts',
    ],
  },
};
