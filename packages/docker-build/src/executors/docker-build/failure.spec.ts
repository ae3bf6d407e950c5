import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { type FailedCommand, type FailureFacts, buildFailed } from './failure';

const folder = temporaryFolder();
afterAll(folder.remove);

writeFileSync(
  join(folder.path, 'Dockerfile'),
  [
    'FROM debian AS build',
    'ARG WHERE=/x',
    'COPY a $WHERE/',
    'RUN --mount=type=secret,id=t \\',
    '    make',
    'FROM scratch AS artifact',
    'COPY --from=build /x /',
  ].join('\n'),
);
writeFileSync(join(folder.path, 'Broken'), 'FROM scratch AS artifact\nRUNN x\n');

const FACTS: FailureFacts = {
  cwd: folder.path,
  file: 'Dockerfile',
  target: 'artifact',
  buildArgs: {},
  log: '/log',
};

const fail = (failed: Partial<FailedCommand>, facts: Partial<FailureFacts> = {}) =>
  buildFailed(
    {
      command: 'buildah build .',
      ending: 'ended',
      wasKilled: false,
      step: undefined,
      lastLines: [],
      hasNoRoom: false,
      ...failed,
    },
    { ...FACTS, ...facts },
  );
const step = (text: string, stage?: string) => ({ text, stage, position: '1/1' });

it.each<[string, string | undefined, number | undefined]>([
  ['RUN --mount=type=secret,id=t     make', '1', 4],
  ['COPY a $WHERE/', undefined, 3],
  ['COPY a /x/', 'build', 3],
  ['FROM debian AS build', undefined, 1],
  ['COPY --from=build /x /', 'artifact', 7],
  ['WORKDIR /nowhere', undefined, undefined],
])('the step %j of stage %s stands in line %s', (text, stage, line) => {
  const { message, problems } = fail({ step: step(text, stage) });
  expect(message).toContain(text);
  expect(problems[0]?.line).toBe(line);
});

it.each<[string, Partial<FailedCommand>, Partial<FailureFacts>, object]>([
  [
    'a full disk',
    { lastLines: ['write /x: no space left on device'] },
    {},
    { code: 'DISK_FULL', hint: expect.stringContaining('df -h') as unknown },
  ],
  [
    'a full disk of which the engine says nothing',
    { lastLines: ['EOF'], hasNoRoom: true },
    {},
    { code: 'DISK_FULL', problems: [{ message: 'EOF' }] },
  ],
  [
    'a registry that is asked before any step',
    {
      command: 'DOCKER_BUILDKIT=1 docker build .',
      lastLines: [
        'failed to do request: Head "https://registry/v2/library/debian/manifests/latest"',
      ],
    },
    {},
    {
      message: "'docker' ended.",
      hint: expect.stringContaining("'bases'") as unknown,
      problems: [{ line: 1, message: 'FROM failed.' }, {}],
    },
  ],
  [
    'a registry that a daemon asks',
    { lastLines: ['Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connection refused'] },
    {},
    { hint: expect.stringContaining("'bases'") as unknown, problems: [{}] },
  ],
  [
    'a registry that is not there',
    { lastLines: ['Error: pinging container registry r.io: no such host'] },
    {},
    { code: 'BUILD_FAILED', hint: expect.stringContaining("'bases'") as unknown },
  ],
  [
    'a user without ids, at the end of a long line',
    { lastLines: [`Error: ${'x'.repeat(2000)}: lchown /etc/shadow: invalid argument`] },
    {},
    {
      hint: expect.stringContaining('lend this user ids') as unknown,
      problems: [{ message: expect.stringMatching(/^… x{1,390}: lchown/) as unknown }],
    },
  ],
  [
    'an engine that was killed',
    { wasKilled: true, ending: 'was ended by SIGKILL', step: step('RUN make') },
    {},
    {
      code: 'TOOL_FAILED',
      message: 'The engine was ended by SIGKILL while it was at: RUN make',
    },
  ],
  [
    'a secret that was not given',
    { lastLines: ['Error: secret required but no secret with id t found'] },
    {},
    { hint: expect.stringContaining("'secrets'") as unknown },
  ],
  [
    'a stage that is not there',
    {},
    { target: 'dist' },
    {
      message: "'buildah' ended.",
      problems: [
        {
          file: 'Dockerfile',
          key: 'target',
          message: "There is no stage 'dist', only 'build', 'artifact'.",
        },
      ],
    },
  ],
  [
    'a mistake in the Dockerfile',
    { lastLines: ['Error: unknown instruction'] },
    { file: 'Broken' },
    {
      problems: [
        { file: 'Broken', line: 2, message: "'RUNN' is no instruction." },
        { message: 'Error: unknown instruction' },
      ],
    },
  ],
])('names %s', (_, failed, facts, error) => {
  expect(fail(failed, facts)).toMatchObject(error);
});
