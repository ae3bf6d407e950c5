import type { BoxDefinition } from '@flightline/core/model';
import { mergeOptions } from './merge';

describe('mergeOptions', () => {
  it.each([
    [
      'an untouched option follows',
      { memory: 1 },
      { memory: 1 },
      { memory: 2 },
      { memory: 2 },
      [],
      ['memory'],
    ],
    [
      'one changed by hand stays',
      { memory: 1 },
      { memory: 9 },
      { memory: 2 },
      { memory: 9 },
      ['memory'],
      [],
    ],
    [
      'a hand that was right says nothing',
      { memory: 1 },
      { memory: 2 },
      { memory: 2 },
      { memory: 2 },
      [],
      [],
    ],
    [
      'one of the box alone stays',
      {},
      { network: 'outbound' },
      {},
      { network: 'outbound' },
      [],
      [],
    ],
    ['a new one comes', {}, {}, { user: 'debian' }, { user: 'debian' }, [], ['user']],
    [
      'one that is no longer derived goes',
      { user: 'a' },
      { user: 'a' },
      {},
      { user: undefined },
      [],
      ['user'],
    ],
    ['one removed by hand stays away', { cpus: 1 }, {}, { cpus: 1 }, {}, ['cpus'], []],
    ['without a base, what stands stays', {}, { cpus: 4 }, { cpus: 1 }, { cpus: 4 }, ['cpus'], []],
    [
      'lists are one value',
      { collect: ['a'] },
      { collect: ['a'] },
      { collect: [] },
      { collect: [] },
      [],
      ['collect'],
    ],
  ])('%s', (_title, base, current, wanted, options, kept, changed) => {
    const merged = mergeOptions(base, current as BoxDefinition, wanted);
    expect(merged.options).toStrictEqual(options);
    expect(merged.kept.map(({ key }) => key)).toEqual(kept);
    expect(merged.changes.map(({ key }) => key)).toEqual(changed);
  });
});
