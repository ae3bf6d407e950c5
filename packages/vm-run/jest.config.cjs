module.exports = { displayName: 'vm-run', preset: '../../jest.preset.js' };
