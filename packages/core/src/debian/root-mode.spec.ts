import { asRoot, rootMode } from './root-mode';

describe('asRoot', () => {
  it.each([
    [0, ['rm', '-r', '/x']],
    [1000, ['mmdebstrap', '--unshare-helper', 'rm', '-r', '/x']],
  ])('as user %i', (uid, argv) => {
    expect(asRoot(rootMode(uid), ['rm', '-r', '/x'])).toEqual(argv);
  });
});
