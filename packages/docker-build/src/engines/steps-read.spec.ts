import {
  type BuildStep,
  type EndedStep,
  READ_BUILDKIT,
  READ_DAEMONLESS,
  READ_LEGACY,
  type Reading,
  StepReader,
} from './steps-read';

/** Reads lines, each 10 ms after the one before it. */
function read(reading: Reading, lines: readonly string[], succeeded: boolean) {
  let time = 0;
  const ended: EndedStep[] = [];
  const begun: BuildStep[] = [];
  const reader = new StepReader(
    reading,
    (step) => begun.push(step),
    (step) => ended.push(step),
    () => time,
  );
  const shown = lines.flatMap((line) => {
    time += 10;
    return reader.read(line) ?? [];
  });
  const failed = reader.end(succeeded);
  const told = ended.map(
    ({ position, text, durationMs, isCached }) =>
      `${position} ${text} ${isCached ? 'cached' : durationMs}`,
  );
  return { shown, told, begun: begun.length, failed: failed && `${failed.stage} ${failed.text}` };
}

// Printed by buildah 1.28.2, Docker 20.10.24 and docker-buildx 0.13.1.
it.each<[string, Reading, string[], object]>([
  [
    'buildah',
    READ_DAEMONLESS,
    [
      '[1/2] STEP 1/3: FROM localhost/fl/bb AS build',
      '[1/2] STEP 2/3: COPY probe /probe',
      '--> Using cache a5dd44a7ba89fe047bb148d721f6b6156e80ba7ca1f48dc7246eacb90f73d26c',
      '--> a5dd44a7ba8',
      '[1/2] STEP 3/3: RUN echo hi',
      'hi',
      '--> 016b9272842',
      '[2/2] STEP 1/1: FROM scratch AS artifact',
      '[2/2] COMMIT localhost/flightline/app',
      '--> 0450df7f617',
      '[Warning] one or more build args were not consumed: [FLIGHTLINE_BUILD]',
      '[Warning] one or more build args were not consumed: [FLIGHTLINE_BUILD MINE]',
      'Successfully tagged localhost/flightline/app:latest',
      '0450df7f61722a375b066f206b92310c843aa5487e365ef7f3a4647f5dc98a46',
    ],
    {
      shown: ['hi', '[Warning] one or more build args were not consumed: [MINE]'],
      told: [
        '1/3 FROM localhost/fl/bb AS build 10',
        '2/3 COPY probe /probe cached',
        '3/3 RUN echo hi 30',
        '1/1 FROM scratch AS artifact 60',
      ],
      failed: undefined,
    },
  ],
  [
    'the legacy builder',
    READ_LEGACY,
    [
      'Sending build context to Docker daemon  2.607kB',
      '',
      'Step 1/2 : COPY probe /probe',
      ' ---> Using cache',
      ' ---> bd828c0bff4d',
      'Step 2/2 : RUN echo hi',
      ' ---> Running in 78ba1d7da84b',
      'hi',
      'Removing intermediate container 78ba1d7da84b',
      ' ---> ffc49bed83f4',
      'Successfully built ffc49bed83f4',
    ],
    { shown: ['hi'], told: ['1/2 COPY probe /probe cached', '2/2 RUN echo hi 50'] },
  ],
  [
    'BuildKit, two steps at once',
    READ_BUILDKIT,
    [
      '#1 [internal] load build definition from Dockerfile',
      '#1 DONE 0.0s',
      '',
      '#4 [build 1/2] RUN a',
      '#5 [other 1/1] RUN b',
      '#4 0.073 of a',
      '#4 [build 1/2] RUN a',
      '#5 DONE 0.1s',
      '#4 sha256:aac07cb39331e572148057bc5866ce0b6fcf43d114ed622d4ccdb783a2dec8db',
      '#4 DONE 0.2s',
      '#6 [build 2/2] COPY x y',
      '#6 CACHED',
      '#7 exporting to client',
    ],
    { shown: ['of a'], told: ['1/1 RUN b 30', '1/2 RUN a 60', '2/2 COPY x y cached'], begun: 3 },
  ],
])('reads a build of %s', (_, reading, lines, expected) => {
  expect(read(reading, lines, true)).toMatchObject(expected);
});

it.each<[string, Reading, string[], object]>([
  [
    'buildah',
    READ_DAEMONLESS,
    [
      '[1/2] STEP 6/6: RUN false',
      'a line',
      'subprocess exited with status 1',
      'Error: building at STEP "RUN false": exit status 1',
    ],
    {
      shown: [
        'a line',
        'subprocess exited with status 1',
        'Error: building at STEP "RUN false": exit status 1',
      ],
      failed: '1 RUN false',
    },
  ],
  [
    'BuildKit, while another step goes on',
    READ_BUILDKIT,
    [
      '#7 [build 3/4] RUN false',
      '#7 0.1 why',
      '#7 ERROR: executor failed running [/bin/sh -c false]: exit code: 1',
      '#8 [other 1/1] RUN true',
      '------',
      ' > [build 3/4] RUN false:',
      'executor failed running [/bin/sh -c false]: exit code: 1',
    ],
    {
      shown: ['why', 'executor failed running [/bin/sh -c false]: exit code: 1'],
      failed: 'build RUN false',
    },
  ],
  [
    'what began no step',
    READ_LEGACY,
    ['Cannot connect'],
    { shown: ['Cannot connect'], failed: undefined },
  ],
])('finds the step that failed in %s', (_, reading, lines, expected) => {
  expect(read(reading, lines, false)).toMatchObject(expected);
});
