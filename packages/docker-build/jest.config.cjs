module.exports = { displayName: 'docker-build', preset: '../../jest.preset.js' };
