import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { ownLife } from '@flightline/core/process';
import { withTurn } from './turn';

describe('withTurn', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);
  const path = join(folder.path, 'images', 'x.turn');
  const turn = (more: Partial<Parameters<typeof withTurn>[0]> = {}) => ({
    path,
    box: 'mine',
    signal: new AbortController().signal,
    onWait: () => undefined,
    ...more,
  });

  it('holds while it is used and is free afterwards, also after a failure', async () => {
    await withTurn(turn(), () => {
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ box: 'mine' });
      return Promise.resolve();
    });
    await expect(withTurn(turn(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('waits for the other and says once for whom', async () => {
    const order: string[] = [];
    const waits: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const first = withTurn(turn({ box: 'first' }), async () => {
      await released;
      order.push('first');
    });
    const second = withTurn(
      turn({
        onWait: ({ box }) => {
          waits.push(box);
          release();
        },
      }),
      () => Promise.resolve(void order.push('second')),
    );
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
    expect(waits).toEqual(['first']);
  });

  it.each([
    ['a process that is gone', { pid: 4_194_304, startedAt: '1', box: 'old' }],
    ['another process with the same number', { ...ownLife(), startedAt: '1', box: 'old' }],
    ['nobody who can be read', 'half a li'],
  ])('takes the turn from %s', async (_, holder) => {
    writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
    await expect(withTurn(turn(), () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('gives up after its limit and leaves the other alone', async () => {
    writeFileSync(path, JSON.stringify({ ...ownLife(), box: 'slow' }));
    await expect(withTurn(turn({ limit: -1 }), () => Promise.resolve())).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringContaining("box 'slow'") as string,
    });
    expect(existsSync(path)).toBe(true);
  });

  it('stops waiting when it is told to', async () => {
    writeFileSync(path, JSON.stringify({ ...ownLife(), box: 'slow' }));
    const abort = new AbortController();
    const waiting = withTurn(turn({ signal: abort.signal, onWait: () => abort.abort() }), () =>
      Promise.resolve(),
    );
    await expect(waiting).rejects.toThrow();
  });
});
