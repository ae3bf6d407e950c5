import type { BoxDefinition } from '@flightline/core/model';
import { answer, box } from '../testing/release-tree';
import { boxesValid } from './boxes-valid';

const PROJECT = 'app/vms/boxes/a/project.json';
const project = (options: object) =>
  JSON.stringify({ name: 'a', targets: { 'vm-run': { options } } }, null, 2);

describe('boxes-valid', () => {
  it('warns when there is no box', async () => {
    expect(await answer(boxesValid, {})).toMatchObject({ status: 'warn' });
  });

  it('passes when every box can be run', async () => {
    const outcome = await answer(boxesValid, {}, [box('a'), box('b')]);
    expect(outcome).toEqual({ status: 'pass', detail: 'a, b' });
  });

  it.each<[what: string, options: BoxDefinition, text: string, place: object]>([
    [
      'the line of an option',
      { memory: 12 },
      project({ image: 'x', memory: 12 }),
      { key: 'memory', line: 7, column: 19 },
    ],
    [
      'the line of a time limit',
      { timeouts: { boot: 0 } },
      project({ timeouts: { boot: 0 } }),
      { key: 'timeouts.boot', line: 7, column: 19 },
    ],
    [
      'the line of the options when one is missing',
      { hostname: '' },
      project({ image: 'x' }),
      { key: 'hostname', line: 5, column: 18 },
    ],
    ['the file alone when it has comments', { cpus: 0 }, '{ // mine\n}', { key: 'cpus' }],
    ['the file alone when the box is defined elsewhere', { cpus: 0 }, '', { key: 'cpus' }],
  ])('names %s', async (_, options, text, place) => {
    const tree = text === '' ? {} : { [PROJECT]: text };
    const outcome = await answer(boxesValid, tree, [box('a', options)]);
    expect(outcome).toMatchObject({ status: 'fail', problems: [{ file: PROJECT, ...place }] });
    expect(Object.keys(place).includes('line')).toBe(JSON.stringify(outcome).includes('"line"'));
  });

  it('sees what only the boxes together do wrong', async () => {
    const outcome = await answer(boxesValid, {}, [box('a'), box('b', { hostname: 'a' })]);
    expect(outcome).toMatchObject({ status: 'fail', problems: [{ key: 'hostname' }] });
  });
});
