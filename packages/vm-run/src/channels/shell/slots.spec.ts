import { Slots } from './slots';

it('runs as many at once as there are slots, in order, also when some fail', async () => {
  const slots = new Slots(2);
  let running = 0;
  const most: number[] = [];
  const order: number[] = [];
  const work = (id: number) =>
    slots.use(async () => {
      most.push((running += 1));
      order.push(id);
      await Promise.resolve();
      running -= 1;
      if (id === 1) throw new Error('one fails');
      return id;
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(Math.max(...most)).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
  expect(await work(5)).toBe(5);
});
