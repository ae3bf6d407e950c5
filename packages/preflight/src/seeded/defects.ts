// What is wrong with a release project in ways that happened, and beside each what only looks like it.
import { ARTIFACT } from './artifact-defects';
import { BOXES } from './box-defects';
import { ENVIRONMENT } from './environment-defects';
import { type Defect, near } from './defect';
import type { Example } from './example';
import { HOST } from './host-defects';
import { HOSTILE } from './hostile-defects';
import { INCIDENTS } from './incident-defects';
import { MATRIX } from './matrix-defects';
import { PACKAGING } from './packaging-defects';
import { DOCUMENTS, ENGINE, MACHINES, REPOSITORY, TAGS } from './release-defects';
import { VERSIONS } from './version-defects';

const FINAL = 'FROM scratch AS artifact\nCOPY --from=bundle /out/ /';
const BUILD = 'RUN --mount=type=cache,target=/root/.cache/uv uv build --wheel --out-dir /wheels';
const PINNED = 'ghcr.io/astral-sh/uv:0.10.8-python3.12-bookworm-slim';
const README = 'README.md';
const WORKFLOW = '.github/workflows/build-and-release.yml';

const dockerfile = (from: string, to: string) => (app: Example) => app.edit('Dockerfile', from, to);
const final = (...lines: string[]) => dockerfile(FINAL, lines.join('\n'));
const beforeBuild = (line: string) => dockerfile(BUILD, `${line}\n${BUILD}`);
const documented = (text: string) => (app: Example) => app.append(README, `\n${text}\n`);

const BUILD_CONFIG: readonly Defect[] = [
  {
    what: 'setup.py',
    make: (app) => app.put('setup.py', ''),
    found: { 'sole-build-config': 'fail' },
    says: 'It is there.',
  },
  {
    what: 'Dockerfile.rocky',
    make: (app) => app.put('Dockerfile.rocky', 'FROM rockylinux:9.4\n'),
    found: { 'sole-build-config': 'fail', 'dockerfile-single': 'fail' },
    says: 'It is there.',
  },
  {
    what: 'a README that tells of setup.py',
    make: documented('Run `python setup.py sdist`.'),
    found: { 'sole-build-config': 'fail' },
    says: "It speaks of 'setup.py'.",
  },
  {
    what: 'a workflow that builds Dockerfile.rocky',
    make: (app) => app.append(WORKFLOW, '# docker build -f Dockerfile.rocky .\n'),
    found: { 'sole-build-config': 'fail' },
    says: "It speaks of 'Dockerfile.rocky'.",
  },
  {
    what: 'a script that runs setup.py',
    make: (app) => app.append('scripts/launcher.sh', 'python3 ./setup.py bdist\n'),
    found: { 'sole-build-config': 'fail' },
    says: "It speaks of 'setup.py'.",
  },
  {
    what: 'a .dockerignore that brings setup.py',
    make: (app) => app.edit('.dockerignore', '!pyproject.toml\n', '!pyproject.toml\n!setup.py\n'),
    found: { 'sole-build-config': 'fail' },
    says: "It speaks of 'setup.py'.",
    mended: true,
  },
  {
    what: 'a COPY of setup.py',
    make: dockerfile('COPY pyproject.toml ./', 'COPY pyproject.toml setup.py ./'),
    found: { 'sole-build-config': 'fail' },
    says: "It speaks of 'setup.py'.",
    mended: true,
  },
  near(
    'a sentence that forbids it',
    documented('There is no `setup.py`, and `Dockerfile.rocky` must not exist.'),
  ),
  near('a history', (app) => app.put('CHANGELOG.md', '- setup.py still worked then\n')),
  near('another file of almost that name', documented('python my_setup.py, setup.pyc')),
  near('an address', documented('https://github.com/pypa/sampleproject/blob/main/setup.py')),
];

const DOCKERFILES: readonly Defect[] = [
  {
    what: 'a second Dockerfile in a folder',
    make: (app) => app.put('docker/Dockerfile', 'FROM a:1\n'),
    found: { 'dockerfile-single': 'fail' },
    says: "It stands beside 'app/Dockerfile'.",
  },
  {
    what: 'a Dockerfile for developers',
    make: (app) => app.put('dev.Dockerfile', 'FROM a:1\n'),
    found: { 'dockerfile-single': 'fail' },
    says: "It stands beside 'app/Dockerfile'.",
  },
  near('a Dockerfile of test data', (app) => app.put('tests/fixtures/Dockerfile', 'FROM a\n')),
  {
    what: 'a compiler in what is shipped',
    make: final(
      'FROM debian:bookworm-slim AS artifact',
      'RUN apt-get update && apt-get install -y gcc',
      'COPY --from=bundle /out/ /',
      'USER nobody',
    ),
    found: { 'dockerfile-stages': 'fail' },
    says: "stage 'artifact' keeps 'gcc'.",
  },
  {
    what: 'an image of tools',
    make: final('FROM golang:1.22 AS artifact', 'COPY --from=bundle /out/ /', 'USER nobody'),
    found: { 'dockerfile-stages': 'fail' },
    says: "'golang:1.22' is an image to build in.",
  },
  {
    what: 'one stage for all',
    make: (app) =>
      app.put(
        'Dockerfile',
        'FROM debian:bookworm-slim AS artifact\nCOPY api/ /api/\nRUN python3 -m compileall /api\nUSER nobody\n',
      ),
    found: { 'dockerfile-stages': 'fail' },
    says: "stage 'artifact' is built where it is shipped, in one stage.",
  },
  near(
    'a compiler that goes again',
    final(
      'FROM debian:bookworm-slim AS artifact',
      'COPY --from=bundle /out/ /',
      'RUN apt-get install -y gcc && ./x && apt-get purge -y gcc',
      'USER nobody',
    ),
  ),
  {
    what: 'the newest uv',
    make: dockerfile(PINNED, 'ghcr.io/astral-sh/uv:latest'),
    found: { 'dockerfile-bases': 'fail', 'dockerfile-uv': 'fail' },
    says: "'ghcr.io/astral-sh/uv:latest' is whatever uv was released last.",
  },
  {
    what: 'a default base without a tag',
    make: dockerfile('docker.io/library/python:3.9-slim-bullseye', 'docker.io/library/python'),
    found: { 'dockerfile-bases': 'fail' },
    says: "'docker.io/library/python' has no tag, which means 'latest'.",
  },
  {
    what: 'an argument that moves the base',
    make: (app) =>
      app.edit(
        'project.json',
        '"BUNDLE_BASE": "localhost/flightline/python:bullseye"',
        '"BUNDLE_BASE": "localhost/flightline/python:latest"',
      ),
    found: { 'dockerfile-bases': 'fail' },
    says: "'latest' of 'localhost/flightline/python:latest' is whatever was published last.",
  },
  {
    what: 'tools of a moving image',
    make: dockerfile(FINAL, `${FINAL}\nCOPY --from=busybox:stable /bin/sh /`),
    found: { 'dockerfile-bases': 'fail' },
    says: "'stable' of 'busybox:stable' is whatever was published last.",
  },
  near('a digest', dockerfile(PINNED, `${PINNED}@sha256:${'0'.repeat(64)}`)),
];

const UV: readonly Defect[] = [
  {
    what: 'no cache mount',
    make: dockerfile(BUILD, 'RUN uv build --wheel --out-dir /wheels'),
    found: { 'dockerfile-uv': 'warn' },
    says: "'uv build' downloads everything again in each build, and leaves its cache in the layer: add --mount=type=cache,target=/root/.cache/uv.",
  },
  {
    what: 'a lock made in the build',
    make: beforeBuild('RUN uv lock'),
    found: { 'dockerfile-uv': 'fail' },
    says: "'uv lock' resolves in the build: lock before it, and copy 'uv.lock'.",
  },
  {
    what: 'a sync without lock',
    make: beforeBuild('RUN --mount=type=cache,target=/root/.cache/uv uv sync --no-dev'),
    found: { 'dockerfile-uv': 'fail' },
    says: "'uv sync' may resolve anew: add --locked, or --frozen where not all of the workspace is there.",
  },
  {
    what: 'uv of any version',
    make: beforeBuild('RUN pip install uv'),
    found: { 'dockerfile-uv': 'fail' },
    says: "'uv' is installed without a version, e.g. 'uv==0.10.8'.",
  },
  near(
    'a sync as uv advises',
    beforeBuild('RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev'),
  ),
];

const SAFETY: readonly Defect[] = [
  {
    what: 'a start as root',
    make: final(
      'FROM debian:bookworm-slim AS artifact',
      'COPY --from=bundle /out/ /',
      'CMD ["/rampart"]',
    ),
    found: { 'dockerfile-user': 'fail' },
    says: "No USER in stage 'artifact', so it runs as root.",
  },
  {
    what: 'root at the end',
    make: final(
      'FROM debian:bookworm-slim AS artifact',
      'USER nobody',
      'COPY --from=bundle /out/ /',
      'USER 0:0',
    ),
    found: { 'dockerfile-user': 'fail' },
    says: "The last USER of stage 'artifact' is '0:0'.",
  },
  near(
    'another user',
    final('FROM debian:bookworm-slim AS artifact', 'COPY --from=bundle /out/ /', 'USER nobody'),
  ),
  {
    what: 'a token as ARG',
    make: beforeBuild('ARG PYPI_TOKEN'),
    found: { 'dockerfile-secrets': 'fail' },
    says: "ARG 'PYPI_TOKEN' is named like a secret.",
  },
  {
    what: 'a password as ENV',
    make: beforeBuild('ENV DB_PASSWORD=hunter2'),
    found: { 'dockerfile-secrets': 'fail' },
    says: "ENV 'DB_PASSWORD' is named like a secret.",
  },
  {
    what: 'an index with a password',
    make: beforeBuild('ENV INDEX=https://me:hunter2@index.example/'),
    found: { 'dockerfile-secrets': 'fail' },
    says: "ENV 'INDEX' holds an address with a password.",
  },
  near('the name of a file', beforeBuild('ENV DB_PASSWORD_FILE=/run/secrets/db')),
  {
    what: 'a .dockerignore that hides nothing',
    make: (app) => app.put('.dockerignore', ''),
    found: { 'dockerfile-context': 'warn' },
    says: "It takes '.env', passwords of whoever builds, where that is there: add '.env' to .dockerignore.",
  },
  {
    what: 'no .dockerignore',
    make: (app) => app.remove('.dockerignore'),
    found: { 'dockerfile-context': 'warn' },
    says: 'There is no .dockerignore for it.',
  },
  {
    what: 'a token among the sources',
    make: (app) => app.put('core/.npmrc', '//registry.example/:_authToken=abc\n'),
    found: { 'dockerfile-context': 'fail' },
    says: 'It holds a secret, and the build takes it.',
  },
  {
    what: 'a .dockerignore that hides what is copied',
    make: (app) => app.append('.dockerignore', 'pyproject.toml\n'),
    found: { 'dockerfile-context': 'fail' },
    says: "'pyproject.toml' is hidden by 'app/.dockerignore'.",
  },
  near('a token where no build looks', (app) =>
    app.put('vms/.npmrc', '//registry.example/:_authToken=abc\n'),
  ),
];

export const DEFECTS: readonly (readonly [family: string, defects: readonly Defect[]])[] = [
  ['one build configuration', BUILD_CONFIG],
  ['the Dockerfile', DOCKERFILES],
  ['uv', UV],
  ['what gets into the image', SAFETY],
  ['boxes and their runner', BOXES],
  ['what is shipped', ARTIFACT],
  ['environments', ENVIRONMENT],
  ['packaging', PACKAGING],
  ['versions', VERSIONS],
  ['the matrix', MATRIX],
  ['tags', TAGS],
  ['the repository', REPOSITORY],
  ['the Vagrantfile', MACHINES],
  ['the engine', ENGINE],
  ['the documents', DOCUMENTS],
  ['incidents', INCIDENTS],
  ['the host', HOST],
  ['hostile files', HOSTILE],
];
