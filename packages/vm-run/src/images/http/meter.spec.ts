import { meter } from './meter';

const MIB = 1024 ** 2;

describe('the progress of a download', () => {
  const told: unknown[] = [];
  const watch = (begin: number, total?: number) => {
    told.length = 0;
    const onProgress = (progress: unknown) => told.push(progress);
    return meter({ detail: 'downloading disk.img', begin, total, onProgress });
  };
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('says how much, how fast and how long the rest takes, once in a second', () => {
    const arrived = watch(0, 100 * MIB);
    for (let quarter = 0; quarter < 8; quarter += 1) {
      jest.advanceTimersByTime(250);
      arrived(5 * MIB);
    }
    const each = { unit: 'bytes', total: 100 * MIB };
    expect(told).toEqual([
      { ...each, detail: 'downloading disk.img, 20.0 MiB/s, 4.0 s left', done: 20 * MIB },
      { ...each, detail: 'downloading disk.img, 20.0 MiB/s, 3.0 s left', done: 40 * MIB },
    ]);
  });

  it('counts what was there before as there, and not as quick', () => {
    const arrived = watch(50 * MIB, 100 * MIB);
    jest.advanceTimersByTime(1000);
    arrived(10 * MIB);
    expect(told).toMatchObject([
      { detail: 'downloading disk.img, 10.0 MiB/s, 4.0 s left', done: 60 * MIB },
    ]);
  });

  it('says nothing of an end that no server has told', () => {
    const arrived = watch(0);
    jest.advanceTimersByTime(2000);
    arrived(10 * MIB);
    expect(told).toEqual([
      { detail: 'downloading disk.img, 5.0 MiB/s', done: 10 * MIB, unit: 'bytes' },
    ]);
  });
});
