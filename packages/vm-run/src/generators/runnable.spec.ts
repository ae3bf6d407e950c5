import { notRunnableYet } from './runnable';

const CANNOT = 'cannot run with this version of Flightline yet: it has';
const lost = { image: 'teapot:short' };
const driverless = { image: 'debian:bookworm', driver: 'teapot' };

describe('notRunnableYet', () => {
  it.each([
    [{ a: { image: 'debian:bookworm' } }, []],
    [{ a: lost }, [`Box 'a' ${CANNOT} no image source for 'teapot:'.`]],
    [{ a: driverless }, [`Box 'a' ${CANNOT} no driver 'teapot'.`]],
    [
      { a: lost, b: driverless, c: lost },
      [
        `Boxes 'a', 'c' ${CANNOT} no image source for 'teapot:'.`,
        `Box 'b' ${CANNOT} no driver 'teapot'.`,
      ],
    ],
  ])('%j', (boxes, sentences) => {
    expect(notRunnableYet(boxes)).toEqual(sentences);
  });
});
