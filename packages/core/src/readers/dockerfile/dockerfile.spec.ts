import { FlightlineError } from '../../errors';
import {
  type Base,
  type Stage,
  chainOf,
  finalStages,
  flagOf,
  imagesOf,
  neededFor,
  parseDockerfile,
  stageOf,
} from '.';

const parse = (text: string, buildArgs: Record<string, string> = {}) =>
  parseDockerfile(text, 'app/Dockerfile', buildArgs);
const instructionsOf = (text: string) => parse(`FROM a\n${text}`).stages[0]?.instructions ?? [];
const keywords = (text: string) => instructionsOf(text).map(({ keyword }) => keyword);
const baseText = (base: Base): string =>
  base.kind === 'stage'
    ? `stage ${base.stage.name ?? base.stage.index}`
    : base.kind === 'image'
      ? base.image
      : base.kind === 'unknown'
        ? `? ${base.text}`
        : base.kind;
const basesOf = (text: string, buildArgs?: Record<string, string>) =>
  parse(text, buildArgs).stages.map(({ base }) => baseText(base));
const names = (stages: readonly Stage[]) => stages.map(({ name, index }) => name ?? index);

describe('instructions', () => {
  it.each<[what: string, text: string, keywords: string[]]>([
    ['are joined', 'RUN a && \\\n  b\nUSER x', ['RUN', 'USER']],
    ['are joined after white space', 'RUN a \\  \t\n  b\nUSER x', ['RUN', 'USER']],
    ['are joined over comments', 'RUN a && \\\n  # no \\\n  b\nUSER x', ['RUN', 'USER']],
    ['are joined over empty lines', 'RUN a && \\\n\n  b\nUSER x', ['RUN', 'USER']],
    ['are joined from Windows', 'RUN a && \\\r\n  b\r\nUSER x\r\n', ['RUN', 'USER']],
    ['end at an escaped escape', 'RUN a\\\\\nUSER x', ['RUN', 'USER']],
    ['end at the end', 'USER x\nRUN a \\', ['USER', 'RUN']],
    ['may be in any case', 'run a\nUser x', ['RUN', 'USER']],
    ['may be indented', '   RUN a\n\t# c\n\tUSER x', ['RUN', 'USER']],
    ['stand beside comments', '# USER x\nRUN a # USER y', ['RUN']],
    ['stop at a here-document', 'RUN cat <<EOF\nUSER x\nEOF\nUSER y', ['RUN', 'USER']],
    ['stop at two', 'COPY <<A <<"B" /x/\nUSER x\nA\nB\nUSER y', ['COPY', 'USER']],
    ['stop at one with tabs', 'RUN <<-EOF\n\tUSER x\n\tEOF\nUSER y', ['RUN', 'USER']],
    ['stop at one after a number', 'RUN a 3<<EOF\nUSER x\nEOF\nUSER y', ['RUN', 'USER']],
    ['stop at one after a space', 'RUN a << EOF\nUSER x\nEOF\nUSER y', ['RUN', 'USER']],
    ['stop at one put off', 'ONBUILD RUN <<EOF\nUSER x\nEOF\nUSER y', ['ONBUILD', 'USER']],
    ['see none in quotes', 'RUN echo "a <<EOF b"\nUSER y', ['RUN', 'USER']],
    ['see none in a here-string', 'RUN a <<<EOF\nUSER y', ['RUN', 'USER']],
    ['see none in a shift', 'RUN echo $((1<<2))\nUSER y', ['RUN', 'USER']],
    ['see none in other instructions', 'CMD cat <<EOF\nUSER y', ['CMD', 'USER']],
  ])('%s', (_, text, expected) => expect(keywords(text)).toEqual(expected));

  it('know what a here-document holds', () => {
    const [run] = instructionsOf("RUN <<-'X' cat\n\ta\n\n  b\n\tX\n");
    expect(run?.heredocs).toEqual([
      { name: 'X', expands: false, tabs: true, content: 'a\n\n  b\n' },
    ]);
    expect(run).toMatchObject({ line: 2, endLine: 6 });
  });

  it('know where they stand', () => {
    const text = '  COPY --from=x \\\n    a \\\n # c\n    b\n';
    const [copy] = instructionsOf(text);
    expect(copy).toMatchObject({
      keyword: 'COPY',
      line: 2,
      column: 3,
      endLine: 5,
      flags: [{ name: 'from', value: 'x', line: 2, column: 8 }],
      words: [
        { text: 'a', line: 3, column: 5 },
        { text: 'b', line: 5, column: 5 },
      ],
    });
  });

  it.each<[text: string, name: string, value: string | undefined, fields: object]>([
    ['RUN --network=none --mount=type=x a', 'network', 'none', { none: 'true' }],
    ['COPY --link --chown=a:b x y', 'link', undefined, { '': 'true' }],
    [
      'RUN --mount=type=cache,target=/x,readonly a',
      'mount',
      'type=cache,target=/x,readonly',
      { type: 'cache', target: '/x', readonly: 'true' },
    ],
  ])('have flags: %s', (text, name, value, fields) => {
    const [instruction] = instructionsOf(text);
    const flag = instruction?.flags.find((one) => one.name === name);
    expect(flag?.value).toBe(value);
    expect(Object.fromEntries(flag?.fields ?? [])).toEqual(fields);
    expect(instruction && flagOf(instruction, name)).toBe(value);
  });

  it.each<[text: string, exec: string[] | undefined]>([
    ['CMD ["a", "b c"]', ['a', 'b c']],
    ['RUN ["a",\\\n  "b"]', ['a', 'b']],
    ['ENTRYPOINT []', []],
    ["CMD ['a']", undefined],
    ['CMD [ -f x ] && y', undefined],
    ['CMD a', undefined],
    ['CMD [1]', undefined],
  ])('%s has the exec form %j', (text, exec) =>
    expect(instructionsOf(text)[0]?.exec).toEqual(exec),
  );

  it('keep what ONBUILD puts off', () => {
    expect(instructionsOf('ONBUILD COPY --link a b')[0]?.trigger).toMatchObject({
      keyword: 'COPY',
      column: 9,
      text: 'a b',
    });
  });

  it.each<[text: string, name: string, value: string | undefined]>([
    ['FROM a\nENV A=b', 'A', 'b'],
    ['FROM a\nENV A "b  c"', 'A', 'b  c'],
    ['FROM a\nENV A="x y" B=\'$A\' C=\\$A', 'B', '$A'],
    ['FROM a\nENV A="x y" B=\'$A\' C=\\$A', 'C', '$A'],
    ['FROM a\nENV A=1\nENV A=2 B=$A', 'B', '1'],
    ['FROM a\nARG A=1\nENV A=2\nARG A=3\nLABEL B=$A', 'B', '2'],
    ['ARG A=1\nFROM a\nARG A\nENV B=$A', 'B', '1'],
    ['ARG A=1\nFROM a\nARG A=2\nENV B=$A', 'B', '2'],
    ['ARG A=1\nFROM a\nENV B=$A', 'B', '${A}'],
    ['ARG A=1\nFROM scratch\nENV B=$A', 'B', ''],
    ['FROM scratch\nARG A', 'A', undefined],
    ['FROM scratch\nARG constructor', 'constructor', undefined],
    ['FROM a AS x\nENV A=1\nFROM x\nENV B=${A}2', 'B', '12'],
    ['FROM a AS x\nENV A=1\nFROM a\nENV B=${A}2', 'B', '${A}2'],
    ['FROM a\nENV B=$PATH', 'B', '${PATH}'],
    ['# escape=`\nFROM a\nENV A=C:\\x B=`$A', 'A', 'C:\\x'],
    ['# escape=`\nFROM a\nENV A=C:\\x B=`$A', 'B', '$A'],
  ])('%j: %s is %s', (text, name, value) => {
    const pairs = parse(text).stages.flatMap(({ instructions }) =>
      instructions.flatMap((one) => one.pairs),
    );
    expect(pairs.findLast((pair) => pair.name === name)?.value?.text).toBe(value);
  });

  it('know where a value stands', () => {
    const [arg] = instructionsOf('ARG X \\\n  VERSION="1.0"');
    expect(arg?.pairs).toMatchObject([
      { name: 'X', raw: undefined, line: 2, column: 5 },
      { name: 'VERSION', raw: { text: '"1.0"', line: 3, column: 11 }, line: 3, column: 3 },
    ]);
  });
});

describe('stages', () => {
  it.each(
    (<[string, string[], Record<string, string>?][]>[
      ['FROM a AS x\nFROM X AS y\nFROM scratch', ['a', 'stage x', 'scratch']],
      ['FROM x AS x\nFROM x', ['x', 'stage x']],
      ['FROM a as X\nFROM b AS x\nFROM x', ['a', 'b', 'stage x']],
      ['FROM a\nFROM 0', ['a', '0']],
      ['ARG V=1\nFROM a:$V', ['a:1']],
      ['ARG V=1\nFROM a:$V', ['a:2'], { V: '2' }],
      ['ARG V\nFROM a:${V:-3}', ['a:3']],
      ['FROM a:${V:-3}', ['a:3'], { V: '2' }],
      ['ARG V=\nFROM a${V:+:$V}', ['a']],
      ['ARG V=4\nFROM a${V:+:$V}', ['a:4']],
      ['ARG A=1\nARG B=$A.2\nFROM a:$B', ['a:1.2']],
      ['ARG V="1"\nFROM "a:$V"', ['a:1']],
      ['ARG V=linux/amd64\nFROM a:${V#*/}', ['a:amd64']],
      ['ARG V=a-b-c\nFROM a:${V%-*}', ['a:a-b']],
      ['ARG V=a-b-c\nFROM a:${V%%-*}', ['a:a']],
      ['ARG V=a.b.c\nFROM a:${V##*.}', ['a:c']],
      ['ARG V=a.b.c\nFROM a:${V/./-}', ['a:a-b.c']],
      ['ARG V=a.b.c\nFROM a:${V//./-}', ['a:a-b-c']],
      ['FROM a-$TARGETARCH', ['? a-${TARGETARCH}']],
      ['FROM a-$TARGETARCH', ['a-arm64'], { TARGETARCH: 'arm64' }],
      ['ARG X=b\nFROM a AS y-b\nFROM y-$X', ['a', 'stage y-b']],
    ]).map(([text, bases, given = {}]) => [text, bases, given]),
  )('%j → %j under %j', (text, bases, buildArgs) =>
    expect(basesOf(text, buildArgs)).toEqual(bases),
  );

  const TEXT = [
    'ARG KIND=one',
    'FROM a:1 AS kind-one',
    'FROM b:1 AS kind-two',
    'FROM kind-${KIND} AS made',
    'FROM c:1 AS tools',
    'FROM d:1 AS final',
    'COPY --from=made /x /x',
    'RUN --mount=type=bind,from=tools,target=/t --mount=from=e:1,target=/e x',
    'COPY --from=f:1 /f /f',
    'COPY --from=3 /g /g',
    'FROM final AS debug',
    'FROM scratch AS other',
  ].join('\n');

  it.each<[target: string | undefined, chain: (string | number)[], needed: (string | number)[]]>([
    [undefined, ['other'], ['other']],
    ['debug', ['final', 'debug'], ['kind-one', 'made', 'tools', 'final', 'debug']],
    ['4', ['final'], ['kind-one', 'made', 'tools', 'final']],
    ['MADE', ['kind-one', 'made'], ['kind-one', 'made']],
  ])('target %s is based on %j and needs %j', (target, chain, needed) => {
    const stage = stageOf(parse(TEXT), target);
    expect(names(stage ? chainOf(stage) : [])).toEqual(chain);
    expect(names(stage ? neededFor(stage) : [])).toEqual(needed);
  });

  it('that nothing is made from are final, whatever the variables are', () => {
    expect(names(finalStages(parse(TEXT)))).toEqual(['debug', 'other']);
  });

  it('name the images that they take', () => {
    const stage = stageOf(parse(TEXT, { KIND: 'two' }), 'debug');
    expect(stage && imagesOf(stage)).toEqual(['b:1', 'c:1', 'd:1', 'e:1', 'f:1']);
  });

  it('may all be needed when only the build knows', () => {
    const stage = stageOf(parse('FROM a AS x-arm\nFROM b AS x-amd\nFROM x-$TARGETARCH AS y'), 'y');
    expect(stage && names(neededFor(stage))).toEqual(['x-arm', 'x-amd', 'y']);
  });

  it('have no target of an unknown name', () => {
    expect(stageOf(parse(TEXT), 'nothing')).toBeUndefined();
  });

  it('know their platform', () => {
    const [stage] = parse('FROM --platform=$BUILDPLATFORM a').stages;
    expect(stage?.platform).toEqual({ text: '${BUILDPLATFORM}', unknown: ['BUILDPLATFORM'] });
  });
});

describe('directives', () => {
  it.each<[text: string, directives: object]>([
    [
      '# syntax=docker/dockerfile:1\n# escape=`\nFROM a',
      { syntax: 'docker/dockerfile:1', escape: '`' },
    ],
    ['#Check = skip=all \nFROM a', { check: 'skip=all' }],
    ['# a comment\n# syntax=x\nFROM a', {}],
    ['\n# syntax=x\nFROM a', {}],
    ['# other=x\n# syntax=y\nFROM a', {}],
  ])('%j', (text, directives) => {
    expect(Object.fromEntries(parse(text).directives)).toEqual(directives);
  });
});

describe('a broken file', () => {
  const problemsOf = (text: string) => {
    try {
      parse(text);
      return [];
    } catch (error) {
      if (!(error instanceof FlightlineError)) throw error;
      return error.problems.map(({ line, message }) => [line, message]);
    }
  };

  it.each<[text: string, problems: [line: number | undefined, message: string][]]>([
    ['', [[undefined, 'It has no FROM.']]],
    ['ARG A=1\n', [[undefined, 'It has no FROM.']]],
    ['RUN x\nFROM a', [[1, 'RUN stands before the first FROM.']]],
    ['FROM a\nRUM x', [[2, "'RUM' is no instruction."]]],
    ['FROM a b', [[1, "FROM takes an image, or an image 'AS' a name."]]],
    ['FROM a AS 1x', [[1, "'1x' cannot be the name of a stage."]]],
    ['FROM $X', [[1, "'$X' is empty: no ARG before the first FROM gives it a value."]]],
    ['FROM a\nCOPY x', [[2, 'COPY needs 2 arguments.']]],
    ['FROM a\nUSER', [[2, 'USER needs an argument.']]],
    ['FROM a\nENV A', [[2, "ENV 'A' has no value."]]],
    ['FROM a\nENV A=1 B', [[2, "'B' is no 'name=value'."]]],
    ['FROM a\nARG =1', [[2, "'=1' is no 'name=value'."]]],
    ['FROM a\nENV A=${B', [[2, "'${B' is no substitution."]]],
    ['FROM a\nENV A=${B:z}', [[2, "'${B' is no substitution."]]],
    ['FROM a\nENV A=${}', [[2, "'${' is not followed by a name."]]],
    ['FROM a\nENV A=${B:-c', [[2, "A '}' is missing."]]],
    ['FROM a\nENV A="b', [[2, 'A closing " is missing.']]],
    ["FROM a\nENV A='b", [[2, "A closing ' is missing."]]],
    ['ARG V\nFROM a:${V:?which}', [[2, "'V' must have a value: which"]]],
    ['FROM a\nRUN <<EOF\nx', [[2, "No line 'EOF' ends the here-document."]]],
    ['FROM a\nONBUILD FROM b', [[2, 'ONBUILD cannot put off FROM.']]],
    ['FROM a\nONBUILD ONBUILD RUN b', [[2, 'ONBUILD cannot put off ONBUILD.']]],
    ['# escape=x\nFROM a', [[1, "'x' cannot be the escape character."]]],
    ['# syntax=x\n# syntax=y\nFROM a', [[2, "The directive 'syntax' stands here a second time."]]],
    [
      'FROM a\nRUM x\nCOPY y\n\nUSER',
      [
        [2, "'RUM' is no instruction."],
        [3, 'COPY needs 2 arguments.'],
        [5, 'USER needs an argument.'],
      ],
    ],
  ])('%j', (text, problems) => expect(problemsOf(text)).toEqual(problems));

  const many = (count: number, text: string) => text.repeat(count);
  it.each<[what: string, text: string, message: string]>([
    ['is too long', `FROM a\n#${many(1_048_576, 'x')}`, 'It is longer than 1048576 characters.'],
    [
      'has too many instructions',
      `FROM a\n${many(10_000, 'RUN a\n')}`,
      'It has more than 10000 instructions.',
    ],
    ['has too many stages', many(501, 'FROM a\n'), 'There are more than 500 stages.'],
    [
      'doubles a value in every line',
      `FROM a\nENV A=xx\n${many(40, 'ENV A=$A$A\n')}`,
      'It grows beyond 65536 characters.',
    ],
    [
      'fills the memory with large values',
      `FROM a\nENV A=${many(60_000, 'x')}\n${many(400, 'ENV B=$A\n')}`,
      'From here on, values take too much room.',
    ],
    [
      'nests without end',
      `FROM a\nENV A=${many(2000, '${X:-')}${many(2000, '}')}`,
      'Its substitutions are nested too deep.',
    ],
    [
      'puts off without end',
      `FROM a\n${many(50_000, 'ONBUILD ')}RUN a`,
      'ONBUILD cannot put off ONBUILD.',
    ],
  ])('%s', (_, text, message) => expect(problemsOf(text).map(([, one]) => one)).toContain(message));
});

it.each<[what: string, text: string]>([
  ['backslashes', `FROM a\nRUN ${'\\'.repeat(500_000)}`],
  ['lines of one instruction', `FROM a\nRUN ${'x \\\n'.repeat(200_000)}`],
  ['spaces', `FROM a\nRUN a${' '.repeat(900_000)}b\\${' '.repeat(100_000)}x`],
  ['spaces in a directive', `#a = b${' '.repeat(900_000)}c\nFROM a`],
  ['flags', `FROM a\nRUN ${'--mount=type=cache '.repeat(40_000)}x`],
  ['names', `FROM a\nENV ${'A=b '.repeat(200_000)}`],
  ['here-documents', `FROM a\nCOPY ${'<<A '.repeat(10_000)}/x\n${'A\n'.repeat(10_000)}`],
  ['a pattern that backtracks', `ARG V=${'a'.repeat(5000)}\nFROM x:\${V#${'*a'.repeat(200)}b}`],
])(
  'reads many %s in time that grows with the file',
  (_, text) => {
    // The largest file that is read takes well below a second; a reader that goes quadratic takes minutes.
    expect(parse(text).stages).toHaveLength(1);
  },
  30_000,
);
