module.exports = { displayName: 'preflight', preset: '../../jest.preset.js' };
