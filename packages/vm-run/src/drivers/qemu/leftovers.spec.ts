import { Leftovers } from './leftovers';

it('undoes everything once, last first, and raises the first failure at the end', async () => {
  const done: string[] = [];
  const leftovers = new Leftovers();
  leftovers.add(() => done.push('folder'));
  leftovers.add(() => {
    done.push('process');
    throw new Error('will not end');
  });
  leftovers.add(async () => {
    await Promise.resolve();
    done.push('channel');
  });
  const [first, second] = [leftovers.clear(), leftovers.clear()];
  await expect(first).rejects.toThrow('will not end');
  await expect(second).rejects.toThrow('will not end');
  expect(done).toEqual(['channel', 'process', 'folder']);
});
