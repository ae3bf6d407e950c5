import { complete, remarksOn } from './complete';

describe('complete', () => {
  it.each([
    ['adds what is missing', { a: 1 }, { b: 2 }, { a: 1, b: 2 }, []],
    ['adds at every depth', { a: { x: 1 } }, { a: { y: 2 } }, { a: { x: 1, y: 2 } }, []],
    ['keeps another value and tells', { a: { x: 1 } }, { a: { x: 2 } }, { a: { x: 1 } }, ['a.x']],
    ['says nothing about an equal value', { a: [1, 2] }, { a: [1, 2] }, { a: [1, 2] }, []],
    ['keeps a list whole', { inputs: ['a'] }, { inputs: ['b'] }, { inputs: ['a'] }, ['inputs']],
    ['keeps false', { cache: false }, { cache: true }, { cache: false }, ['cache']],
    ['unites tags', { tags: ['mine'] }, { tags: ['type:box'] }, { tags: ['mine', 'type:box'] }, []],
  ])('%s', (_title, existing, wanted, value, kept) => {
    const result = complete(existing, wanted);
    expect(result.value).toEqual(value);
    expect(result.kept.map(({ path }) => path)).toEqual(kept);
  });

  it.each([
    ['another executor', { executor: 'nx:run-commands' }],
    ['a command', { command: 'make check' }],
  ])('adds nothing to a target with %s', (_title, target) => {
    const result = complete({ preflight: target }, { preflight: { executor: 'p:p', cache: true } });
    expect(result.value).toEqual({ preflight: target });
    expect(remarksOn('project.json', result)).toEqual([
      'project.json: \'preflight\' stays as it is; Flightline would write {"executor":"p:p","cache":true}.',
    ]);
  });

  it('completes a target that names no executor', () => {
    const wanted = { triage: { executor: 't:t' } };
    expect(complete({ triage: {} }, wanted).value).toEqual(wanted);
  });
});
