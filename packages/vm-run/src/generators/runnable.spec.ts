import { notRunnableYet } from './runnable';

describe('notRunnableYet', () => {
  it.each([
    [{ image: 'debian:bookworm' }, undefined],
    [{ image: 'teapot:short' }, "it has no image source for 'teapot:'."],
    [{ image: 'debian:bookworm', driver: 'teapot' }, "it has no driver 'teapot'."],
  ])('%j: %s', (definition, reason) => {
    const sentence = notRunnableYet('box', definition);
    expect(
      sentence?.replace(/^Box 'box' cannot run with this version of Flightline yet: /, ''),
    ).toBe(reason);
  });
});
