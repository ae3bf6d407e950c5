import { fakeRunner } from '@flightline/core/testing';
import { followSize } from './follow-size';

const TERMINALS = { own: '/dev/pts/1', outer: '/dev/pts/0' };
const OWN = 'stty -F /dev/pts/1 size';
const OUTER = 'stty -F /dev/pts/0 size';

/** Answers with these sizes, one a look; the last look ends the following. */
async function follow(own: string, ...outer: string[]) {
  const ended = new AbortController();
  const runner = fakeRunner({
    [OWN]: { stdout: own },
    [OUTER]: outer.map((stdout, index) => ({
      ...(stdout === '' ? { exitCode: 1 } : { stdout }),
      effect: () => {
        if (index === outer.length - 1) ended.abort();
      },
    })),
    'stty -F /dev/pts/1 rows *': {},
  });
  await followSize(TERMINALS, runner, ended.signal, 0);
  return runner.calls.filter((call) => call.includes(' rows '));
}

describe('followSize', () => {
  it.each<[string, [string, ...string[]], string[]]>([
    ['sets what changed, once', ['30 100', '30 100', '30 100', '35 110', '35 110'], ['35 110']],
    [
      'follows there and back',
      ['30 100', '30 100', '35 110', '30 100', '30 100'],
      ['35 110', '30 100'],
    ],
    ['leaves a part of the screen alone', ['28 60', '30 100'], []],
    ['leaves it alone when the size is unknown', ['', '30 100'], []],
    ['ends when the outer terminal is gone', ['30 100', '30 100', '', '35 110'], []],
  ])('%s', async (_, sizes, set) => {
    const rows = set.map((size) => size.split(' '));
    await expect(follow(...sizes)).resolves.toEqual(
      rows.map(([height, width]) => `stty -F /dev/pts/1 rows ${height} cols ${width}`),
    );
  });

  it.each([[{}], [{ own: '/dev/pts/1' }]])('looks at nothing with %j', async (terminals) => {
    const runner = fakeRunner({});
    await followSize(terminals, runner, new AbortController().signal, 0);
    expect(runner.calls).toEqual([]);
  });
});
