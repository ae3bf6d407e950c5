import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { inTurn, writtenBy } from './turn';

const folder = temporaryFolder();
afterAll(folder.remove);

let cases = 0;
function project() {
  const told: string[] = [];
  const interruption = new AbortController();
  const cwd = join(folder.path, String((cases += 1)));
  const log = `${cwd}.log`;
  const turn = { cwd, log, signal: interruption.signal, onWait: (text: string) => told.push(text) };
  return { turn, told, interruption };
}

/** Work that goes on until it is told to end. */
function work() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  return {
    end,
    begun,
    run: () => {
      begin();
      return ended;
    },
  };
}

describe('inTurn', () => {
  it('lets one build of a project follow the other, and tells whom it waits for', async () => {
    const { turn, told } = project();
    const order: string[] = [];
    const first = work();
    const one = inTurn(turn, first.run).then(() => order.push('one'));
    await first.begun;
    writeFileSync(turn.log, `${writtenBy(7)}\n$ buildah`);
    const waiting = new Promise<void>((resolve) => {
      const onWait = (text: string) => {
        told.push(text);
        resolve();
      };
      void inTurn({ ...turn, onWait }, () => Promise.resolve(order.push('two')));
    });
    await waiting;
    expect(order).toEqual([]);
    first.end();
    await one;
    await inTurn(turn, () => Promise.resolve(order.push('three')));
    expect(order.slice(0, 1)).toEqual(['one']);
    expect(told[0]).toBe(`Waits for another build of '${turn.cwd}', in process 7.`);
  });

  it('lets builds of two projects be', async () => {
    const [a, b] = [project(), project()];
    const first = work();
    const one = inTurn(a.turn, first.run);
    await first.begun;
    await expect(inTurn(b.turn, () => Promise.resolve('done'))).resolves.toBe('done');
    first.end();
    await one;
    expect([...a.told, ...b.told]).toEqual([]);
  });

  it('gives the turn up when the work fails', async () => {
    const { turn, told } = project();
    await expect(inTurn(turn, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await inTurn(turn, () => Promise.resolve());
    expect(told).toEqual([]);
  });

  it('can be interrupted while it waits', async () => {
    const { turn, interruption } = project();
    const first = work();
    const one = inTurn(turn, first.run);
    await first.begun;
    const onWait = () => interruption.abort();
    await expect(inTurn({ ...turn, onWait }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'TOOL_FAILED',
    });
    first.end();
    await one;
  });
});
