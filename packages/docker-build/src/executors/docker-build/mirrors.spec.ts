import { parseDockerfile } from '@flightline/core/readers/dockerfile';
import { type Mirrors, mirrorProblems, mirrored, withMirrors } from './mirrors';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('mirrored', () => {
  const mirrors: Mirrors = {
    'docker.io': 'mirror.test/hub',
    'docker.io/acme': 'mirror.test/acme',
    'python:3.12': 'localhost/flightline/python:bookworm',
    'ghcr.io/astral-sh': 'mirror.test:5000/astral',
  };
  it.each<[image: string, name: string | undefined]>([
    ['debian', 'mirror.test/hub/library/debian'],
    ['debian:bookworm', 'mirror.test/hub/library/debian:bookworm'],
    [`debian@${DIGEST}`, `mirror.test/hub/library/debian@${DIGEST}`],
    ['acme/tool:1', 'mirror.test/acme/tool:1'],
    ['docker.io/acme/tool', 'mirror.test/acme/tool'],
    ['acmetools/x', 'mirror.test/hub/acmetools/x'],
    ['python:3.12', 'localhost/flightline/python:bookworm'],
    ['docker.io/library/python:3.12', 'localhost/flightline/python:bookworm'],
    ['python:3.12-slim', 'mirror.test/hub/library/python:3.12-slim'],
    ['ghcr.io/astral-sh/uv:0.10', 'mirror.test:5000/astral/uv:0.10'],
    ['ghcr.io/astral-shop/uv', undefined],
    ['localhost/x', undefined],
    ['localhost:5000/x', undefined],
  ])('%s is %s', (image, name) => {
    expect(mirrored(image, mirrors)).toBe(name);
  });
});

describe('mirrorProblems', () => {
  it.each<[Mirrors, string[]]>([
    [{ 'docker.io': 'localhost:5000/hub', 'a/b:1': `x/y@${DIGEST}` }, []],
    [{ 'docker.io/': 'x y' }, ["'docker.io/' is", "'x y' is"]],
  ])('%j', (mirrors, expected) => {
    const found = mirrorProblems(mirrors).map(({ message }) => message);
    expect(found).toEqual(expected.map((text) => expect.stringContaining(text) as string));
  });
});

describe('withMirrors', () => {
  const rewrite = (text: string) =>
    withMirrors(text, parseDockerfile(text, 'Dockerfile', { V: '2' }), { 'docker.io': 'm.test' });

  it.each<[text: string, rewritten: string]>([
    ['FROM a', 'FROM m.test/library/a'],
    ['from --platform=linux/amd64 a/b:1 as x', 'from --platform=linux/amd64 m.test/a/b:1 as x'],
    ['ARG V=1\nFROM a:${V}', 'ARG V=1\nFROM m.test/library/a:2'],
    ['FROM "a"\r\nRUN x\r\n', 'FROM m.test/library/a\r\nRUN x\r\n'],
    [
      'FROM a AS b\nFROM b\nCOPY --from=b / /',
      'FROM m.test/library/a AS b\nFROM b\nCOPY --from=b / /',
    ],
    ['FROM scratch\nCOPY --from=f /f /f', 'FROM scratch\nCOPY --from=m.test/library/f /f /f'],
    [
      'FROM scratch\nRUN --mount=type=bind,from=f,target=/f --mount=from=g,target=/g \\\n  x',
      'FROM scratch\nRUN --mount=type=bind,from=m.test/library/f,target=/f --mount=from=m.test/library/g,target=/g \\\n  x',
    ],
    ['FROM \\\n# here\n  a \\\n  AS x', 'FROM \\\n# here\n  m.test/library/a \\\n  AS x'],
    ['FROM localhost/a\nRUN echo a', 'FROM localhost/a\nRUN echo a'],
    ['FROM a-$TARGETARCH', 'FROM a-$TARGETARCH'],
  ])('%j becomes %j', (text, rewritten) => {
    expect(rewrite(text)).toBe(rewritten);
  });

  it('refuses a name that is spread over lines', () => {
    expect(() => rewrite('FROM scratch\nCOPY --from=a\\\nb /x /x')).toThrow(
      expect.objectContaining({
        problems: [{ file: 'Dockerfile', line: 2, message: "The name 'ab' is spread over lines." }],
      }) as Error,
    );
  });
});
