// Specs run from TypeScript source. `ignoreDynamic` keeps `await import()` of ESM-only packages a real
// import, which Jest on Node 20 carries out only under NODE_OPTIONS=--experimental-vm-modules.
module.exports = {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  moduleNameMapper: {
    '^@flightline/([^/]+)/(.+)$': [
      '<rootDir>/../../packages/$1/src/$2/index.ts',
      '<rootDir>/../../packages/$1/src/$2.ts',
    ],
  },
};
