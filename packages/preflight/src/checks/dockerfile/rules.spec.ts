import { finalStages, parseDockerfile, stageOf } from '@flightline/core/readers/dockerfile';
import { bases } from './bases';
import type { DockerfileRule } from './rule';
import { secrets } from './secrets';
import { stages } from './stages';
import { user } from './user';
import { uv } from './uv';

interface More {
  targets?: readonly string[];
  files?: Readonly<Record<string, string>>;
}

/** What a rule finds, as `line: message`, advice with a `?`. */
function found(rule: DockerfileRule, text: string, { targets, files = {} }: More = {}): string[] {
  const dockerfile = parseDockerfile(text, 'app/Dockerfile');
  const shipped =
    targets?.flatMap((target) => stageOf(dockerfile, target) ?? []) ?? finalStages(dockerfile);
  return rule
    .look({ dockerfile, shipped, textOf: (path) => files[path] })
    .map(({ problem, mild }) => `${problem.line}${mild ? '?' : ''}: ${problem.message}`);
}

type Row = readonly [what: string, text: string, expected: readonly string[], more?: More];

const TABLES: readonly (readonly [DockerfileRule, readonly Row[]])[] = [
  [
    bases,
    [
      ['a version', 'FROM python:3.12-slim', []],
      ['a digest', 'FROM python@sha256:0', []],
      ['a digest behind a moving tag', 'FROM python:latest@sha256:0', []],
      ['a port and a version', 'FROM localhost:5000/python:3.12', []],
      ['a tag that begins like a moving one', 'FROM debian:stable-20240101', []],
      ['a stage and scratch', 'FROM a:1 AS b\nFROM b\nFROM scratch', []],
      ['a version by ARG', 'ARG V=3.12\nFROM python:${V}', []],
      ['what only the build knows', 'ARG V\nFROM a:${V:-1}', []],
      ['no tag', 'FROM a:1\nFROM python', ["2: 'python' has no tag, which means 'latest'."]],
      [
        'a port and no tag',
        'FROM localhost:5000/python',
        ["1: 'localhost:5000/python' has no tag, which means 'latest'."],
      ],
      [
        'latest by ARG',
        'ARG V=latest\nFROM python:${V}',
        ["2: 'latest' of 'python:latest' is whatever was published last."],
      ],
      [
        'an image to copy from',
        'FROM a:1\nCOPY --from=busybox /bin/sh /',
        ["2: 'busybox' has no tag, which means 'latest'."],
      ],
      [
        'an image to mount',
        'FROM a:1\nRUN --mount=from=tools:edge,target=/t x',
        ["2: 'edge' of 'tools:edge' is whatever was published last."],
      ],
    ],
  ],
  [
    secrets,
    [
      ['names of other things', 'FROM a:1\nARG TOKENIZERS=1\nENV KEYBOARD=de SECRETARY=x', []],
      [
        'a file that holds it',
        'FROM a:1\nENV PASSWORD_FILE=/run/secrets/p TOKEN_URL=https://x',
        [],
      ],
      ['a public key', 'FROM a:1\nENV GPG_KEY=A035C8 PUBLIC_KEY=x SSH_AUTH_SOCK=/s', []],
      ['an empty one', 'FROM a:1\nENV PASSWORD=""', []],
      ['a secret mount', 'FROM a:1\nRUN --mount=type=secret,id=TOKEN x', []],
      ['an address without password', 'FROM a:1\nENV INDEX=https://user@x.example/', []],
      ['an ARG', 'ARG TOKEN\nFROM a:1', ["1: ARG 'TOKEN' is named like a secret."]],
      [
        'several ENV, each with its place',
        'FROM a:1\nENV A=1 \\\n  DB_PASSWORD=hunter2 \\\n  api_key=x',
        [
          "3: ENV 'DB_PASSWORD' is named like a secret.",
          "4: ENV 'api_key' is named like a secret.",
        ],
      ],
      [
        'a value',
        'FROM a:1\nENV X=https://me:hunter2@x.example/simple',
        ["2: ENV 'X' holds an address with a password."],
      ],
      [
        'a token by another name',
        `FROM a:1\nARG Y=ghp_${'a'.repeat(36)}`,
        ["2: ARG 'Y' holds a token of GitHub."],
      ],
    ],
  ],
  [
    user,
    [
      ['files alone', 'FROM a:1 AS b\nFROM scratch\nCOPY --from=b /x /', []],
      ['a user', 'FROM a:1\nUSER app\nCMD x', []],
      ['a user of the base stage', 'FROM a:1 AS b\nUSER 1000:1000\nFROM b\nCMD x', []],
      ['root, and then a user', 'FROM a:1\nUSER root\nUSER app', []],
      [
        'root in a stage that is not shipped',
        'FROM a:1 AS b\nFROM c:1\nCOPY --from=b /x /\nUSER x',
        [],
      ],
      ['an image that is not root', 'FROM gcr.io/distroless/base:nonroot\nCMD x', []],
      ['a start that drops', 'FROM a:1\nENTRYPOINT ["gosu", "app", "x"]', []],
      [
        'a script that drops',
        'FROM a:1\nCOPY docker/start.sh /entrypoint.sh\nENTRYPOINT ["/entrypoint.sh"]',
        [],
        { files: { 'docker/start.sh': '#!/bin/sh\nexec setpriv --reuid=app "$@"\n' } },
      ],
      ['no user', 'FROM a:1\nCMD x', ['1: No USER in stage 0, so it runs as root.']],
      ['root at the end', 'FROM a:1\nUSER app\nUSER 0', ["3: The last USER of stage 0 is '0'."]],
      [
        'root by a variable',
        'FROM a:1\nENV WHO=root\nUSER $WHO:x',
        ["3: The last USER of stage 0 is 'root:x'."],
      ],
      [
        'a script that only speaks of dropping',
        'FROM a:1\nCOPY start.sh /\nENTRYPOINT /start.sh',
        ['1: No USER in stage 0, so it runs as root.'],
        { files: { 'start.sh': '#!/bin/sh\n# gosu would be nice\nexec x\n' } },
      ],
      [
        'the one of two targets',
        'FROM a:1 AS x\nUSER app\nFROM a:1 AS y\nCMD y',
        ["3: No USER in stage 'y', so it runs as root."],
        { targets: ['x', 'y'] },
      ],
      ['another target', 'FROM a:1 AS x\nUSER app\nFROM a:1 AS y', [], { targets: ['x'] }],
    ],
  ],
  [
    stages,
    [
      ['a stage for the build', 'FROM a:1 AS b\nRUN make\nFROM a:1\nCOPY --from=b /x /', []],
      ['nothing that is built', 'FROM scratch\nCOPY src/ /', []],
      [
        'tools that are gone at the end of the layer',
        'FROM a:1 AS b\nFROM a:1\nCOPY --from=b /x /\nRUN apt-get install -y gcc && ./x && apt-get purge -y gcc',
        [],
      ],
      [
        'tools added together',
        'FROM a:1 AS b\nFROM a:1\nCOPY --from=b /x /\nRUN apk add --no-cache --virtual .b gcc && ./x && apk del .b',
        [],
      ],
      ['a mount of tools', 'FROM a:1 AS b\nFROM b\nRUN --mount=from=golang:1.22,target=/go x', []],
      [
        'packages that are named alike',
        'FROM a:1 AS b\nFROM b\nRUN apt-get install -y libgcc-s1 gitlab',
        [],
      ],
      ['one stage', 'FROM a:1\nRUN x', ['1: stage 0 is built where it is shipped, in one stage.']],
      [
        'compilers',
        'FROM a:1 AS b\nFROM b\nRUN apt-get update && apt-get install -y --no-install-recommends gcc python3-dev',
        ["3: stage 1 keeps 'gcc', 'python3-dev'."],
      ],
      [
        'compilers removed in another layer',
        'FROM a:1 AS b\nFROM b\nRUN apt-get install -y gcc\nRUN apt-get purge gcc',
        ["3: stage 1 keeps 'gcc'."],
      ],
      [
        'a build',
        'FROM a:1 AS b\nFROM b\nRUN cd /x && make',
        ["3: 'make' runs in stage 1, which is shipped."],
      ],
      [
        'an image of tools',
        'FROM golang:1.22\nCOPY x /',
        ["1: 'golang:1.22' is an image to build in."],
      ],
      [
        'tools copied from an image',
        'FROM a:1 AS b\nFROM b AS c\nCOPY --from=ghcr.io/astral-sh/uv:0.10.8 /uv /bin/',
        ["3: stage 'c' keeps tools of 'ghcr.io/astral-sh/uv:0.10.8'."],
      ],
    ],
  ],
];

const MOUNT = '--mount=type=cache,target=/root/.cache/uv';
const GOOD = `FROM ghcr.io/astral-sh/uv:0.10.8-python3.12-bookworm-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
RUN ${MOUNT} uv sync --locked --no-install-project --no-dev
COPY . /app
RUN ${MOUNT} uv sync --locked --no-dev
FROM python:3.12-slim
COPY --from=build /app /app
`;
const change = (from: string | RegExp, to: string) => GOOD.replace(from, to);

const UV: readonly Row[] = [
  ['what its documentation shows', GOOD, []],
  [
    'settings by ENV',
    change(/ --locked( --no-install-project)? --no-dev/g, '').replace(
      'ENV',
      'ENV UV_FROZEN=1 UV_NO_DEV=true',
    ),
    [],
  ],
  ['a setting for one command', change(/uv sync --locked/g, 'UV_LOCKED=1 uv sync'), []],
  [
    'no cache at all',
    change(new RegExp(` ${MOUNT}`, 'g'), '').replace('ENV', 'ENV UV_NO_CACHE=1'),
    [],
  ],
  [
    'development groups in a stage for tests',
    change(
      'FROM python',
      'FROM build AS test\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --locked\nFROM python',
    ),
    [],
    { targets: ['2'] },
  ],
  [
    'an environment that is not taken',
    change('COPY --from=build /app /app', 'COPY --from=build /dist /dist').replaceAll(
      ' --no-dev',
      '',
    ),
    [],
  ],
  ['a build of wheels', `FROM a:1\nRUN ${MOUNT} uv build --wheel`, []],
  ['no uv', 'FROM a:1\nRUN pip install uvicorn', []],
  [
    'an image without version',
    change('0.10.8-python3.12', 'python3.12'),
    ["1: 'ghcr.io/astral-sh/uv:python3.12-bookworm-slim' is whatever uv was released last."],
  ],
  [
    'a package without version',
    'FROM a:1\nRUN pip install --no-cache-dir uv',
    ["2: 'uv' is installed without a version, e.g. 'uv==0.10.8'."],
  ],
  ['a package of a version', 'FROM a:1\nRUN pip install "uv==0.10.8"', []],
  [
    'an installer without version',
    'FROM a:1\nRUN curl -LsSf https://astral.sh/uv/install.sh | sh',
    [
      "2: The installer of uv is that of no version, e.g. 'https://astral.sh/uv/0.10.8/install.sh'.",
    ],
  ],
  [
    'no lock',
    change('sync --locked --no-install', 'sync --no-install'),
    [
      "4: 'uv sync' may resolve anew: add --locked, or --frozen where not all of the workspace is there.",
    ],
  ],
  [
    'a lock that is made in the build',
    `FROM a:1\nRUN uv lock`,
    ["2: 'uv lock' resolves in the build: lock before it, and copy 'uv.lock'."],
  ],
  [
    'a run that syncs',
    `FROM a:1\nRUN uv run pytest`,
    ["2: 'uv run' syncs first and may resolve anew: add --no-sync, --locked or --frozen."],
  ],
  ['a run that does not', `FROM a:1\nRUN uv run --no-sync pytest`, []],
  [
    'development groups',
    change('project --no-dev', 'project'),
    ["4: The environment of 'uv sync' is shipped with its development groups: add --no-dev."],
  ],
  [
    'a group by name',
    change('project --no-dev', 'project --no-dev --group test'),
    ["4: The environment of 'uv sync' is shipped with its development groups: add --no-dev."],
  ],
  [
    'no cache mount',
    change(MOUNT, ''),
    [
      "4?: 'uv sync' downloads everything again in each build, and leaves its cache in the layer: add --mount=type=cache,target=/root/.cache/uv.",
    ],
  ],
  [
    'the cache of another folder',
    change('ENV', 'ENV UV_CACHE_DIR=/c').replace(MOUNT, '--mount=type=cache,target=/c'),
    [
      "6?: 'uv sync' downloads everything again in each build, and leaves its cache in the layer: add --mount=type=cache,target=/c.",
    ],
  ],
  [
    'no bytecode',
    change('UV_COMPILE_BYTECODE=1 ', ''),
    [4, 6].map(
      (line) =>
        `${line}?: The environment of 'uv sync' is compiled anew at each start: set UV_COMPILE_BYTECODE=1.`,
    ),
  ],
];

describe.each<[string, DockerfileRule, readonly Row[]]>(
  [...TABLES, [uv, UV] as const].map(([rule, rows]) => [rule.id, rule, rows]),
)('%s', (_id, rule, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_what, [, text, expected, more]) => {
    expect(found(rule, text, more)).toEqual(expected);
  });
});
