import type { Connection } from './connect';
import { renewable } from './renewable';

/** A connection that stands until it is closed or `dies`. */
function fakeConnection(): Connection & { dies(): void; closed: number } {
  let stands = true;
  const connection = {
    closed: 0,
    stands: () => stands,
    dies: () => void (stands = false),
    close: () => {
      connection.closed += 1;
      connection.dies();
      return Promise.resolve();
    },
  };
  return connection;
}

describe('a connection that can be made anew', () => {
  const from = (...answers: (() => Promise<Connection>)[]) => {
    const first = fakeConnection();
    const renew = jest.fn<Promise<Connection>, [AbortSignal]>(() => {
      const answer = answers.shift();
      return answer === undefined ? Promise.reject(new Error('asked once more')) : answer();
    });
    return { first, renew, connection: renewable(first, renew) };
  };

  it('stays as it is while it stands', async () => {
    const { connection, renew } = from();
    await connection.ready();
    expect(renew).not.toHaveBeenCalled();
  });

  it('is made anew once for all that wait for it', async () => {
    const second = fakeConnection();
    const { first, connection, renew } = from(() => Promise.resolve(second));
    first.dies();
    await Promise.all([connection.ready(), connection.ready()]);
    expect(renew).toHaveBeenCalledTimes(1);
    await connection.close();
    expect([first.closed, second.closed]).toEqual([1, 1]);
  });

  it('is given up when it cannot be made anew', async () => {
    const { first, connection, renew } = from(() => Promise.reject(new Error('refused')));
    first.dies();
    await connection.ready();
    await connection.ready();
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('is not made anew after it was closed', async () => {
    const { connection, renew } = from();
    await connection.close();
    await connection.ready();
    expect(renew).not.toHaveBeenCalled();
  });

  it('keeps nobody waiting who does not want it any more', async () => {
    const { first, connection } = from(() => new Promise(() => undefined));
    first.dies();
    const giveUp = new AbortController();
    const waiting = connection.ready(giveUp.signal);
    giveUp.abort();
    await expect(waiting).resolves.toBeUndefined();
    await expect(connection.ready(giveUp.signal)).resolves.toBeUndefined();
  });

  it('is closed without waiting for an attempt', async () => {
    const { first, connection, renew } = from(
      () =>
        new Promise((_resolve, reject) => {
          const [giveUp] = renew.mock.calls[0] ?? [];
          const refuse = () => reject(new Error('closed'));
          if (giveUp?.aborted === true) refuse();
          else giveUp?.addEventListener('abort', refuse);
        }),
    );
    first.dies();
    const waiting = connection.ready();
    await connection.close();
    await expect(waiting).resolves.toBeUndefined();
  });
});
