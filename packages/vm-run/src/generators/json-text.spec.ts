import { parseJson } from '@nx/devkit';
import { editJson, renderJson } from './json-text';

describe('renderJson', () => {
  const value = {
    name: 'box',
    tags: ['type:box', 'os:linux'],
    none: null,
    empty: {},
    targets: {
      run: { executor: 'plugin:run', options: { image: 'debian:bookworm', memory: 768 } },
    },
  };

  it('puts what fits on one line', () => {
    expect(renderJson(value).split('\n')).toEqual([
      '{',
      '  "name": "box",',
      '  "tags": ["type:box", "os:linux"],',
      '  "none": null,',
      '  "empty": {},',
      '  "targets": {',
      '    "run": {',
      '      "executor": "plugin:run",',
      '      "options": { "image": "debian:bookworm", "memory": 768 }',
      '    }',
      '  }',
      '}',
    ]);
  });

  it('says what it was given', () => {
    expect(JSON.parse(renderJson(value))).toEqual(value);
  });
});

describe('editJson', () => {
  const text = '{\n  // by hand\n  "a": { "x": 1 },\n  "b":   [1],\n  "c": 4\n}\n';
  const before = parseJson<Record<string, unknown>>(text);

  it.each([
    ['adds a member', { ...before, d: true }],
    ['adds a member in depth', { ...before, a: { x: 1, y: 2 } }],
    ['replaces a value', { ...before, c: [5] }],
  ])('%s and leaves comments and the other lines', (_title, after) => {
    const edited = editJson(text, before, after);
    expect(parseJson(edited)).toEqual(after);
    expect(edited).toMatch(/^{\n {2}\/\/ by hand\n {2}"a"[^]*\n {2}"b": {3}\[1\],\n/);
  });

  it('changes no byte when nothing is to change', () => {
    expect(editJson(text, before, { c: 4, a: { x: 1 } })).toBe(text);
  });
});
